/** Datasets: laws in the plane to learn by, and tables read from files. */
package dev.ebm.data;
