/** A plugin of one dataset. */
package org.example.npy;
