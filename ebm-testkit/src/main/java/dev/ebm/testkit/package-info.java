/**
 * Contract tests for authors of backends. A backend's test class extends {@link
 * dev.ebm.testkit.BackendContract}; the expected values come from {@link
 * dev.ebm.testkit.Reference}, an interpreter that is slow and obvious.
 */
package dev.ebm.testkit;
