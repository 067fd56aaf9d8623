/** A plugin of one backend. */
package org.example.arrays;
