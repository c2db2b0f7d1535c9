/** The counts of workers, as Flink metrics and accumulators that are visible while a job runs. */
package io.upstack.runners.meters;
