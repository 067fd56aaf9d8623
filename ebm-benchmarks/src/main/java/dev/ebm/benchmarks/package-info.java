/** Measurements that are no part of the application: single operations, and memory over time. */
package dev.ebm.benchmarks;
