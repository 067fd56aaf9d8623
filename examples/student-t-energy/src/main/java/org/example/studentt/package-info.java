/** A plugin of one energy. */
package org.example.studentt;
