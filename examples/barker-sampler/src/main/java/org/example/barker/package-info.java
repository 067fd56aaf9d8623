/** A plugin of one sampler. */
package org.example.barker;
