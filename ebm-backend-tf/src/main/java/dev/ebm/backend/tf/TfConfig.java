package dev.ebm.backend.tf;

import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;

/**
 * The options of the tf backend.
 *
 * @param threads how many threads share one operation
 * @param device where programs run
 */
record TfConfig(
    @Option(
            doc = "Threads that share one operation; 0 takes every core, slower for small nets",
            byDefault = "1")
        @Range(min = 0)
        int threads,
    @Option(doc = "Where programs run; only cpu", byDefault = "cpu") String device) {}
