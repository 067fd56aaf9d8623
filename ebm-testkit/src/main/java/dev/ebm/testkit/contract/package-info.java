/**
 * What every component owes, one contract for each kind. A contract makes dynamic tests for one
 * component; all programs run on {@link dev.ebm.testkit.Reference}. Statistical tests fail falsely
 * for one seed in a million, and their seeds are fixed.
 */
package dev.ebm.testkit.contract;
