/** What workers count, as metrics and accumulators of Flink that can be seen while a job runs. */
package io.upstack.runners.meters;
