/** A plugin of one loss. */
package org.example.huber;
