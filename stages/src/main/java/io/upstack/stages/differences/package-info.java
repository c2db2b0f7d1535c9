/** Differences between the metrics of two runs, with their uncertainty. */
package io.upstack.stages.differences;
