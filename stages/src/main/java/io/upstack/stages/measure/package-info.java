/**
 * The last stage: it computes metrics from features, in units that workers share. The result of a
 * unit is a function of features and settings alone, and results are combined in the order of the
 * units. Therefore no bit of a metric depends on how the work was distributed.
 */
package io.upstack.stages.measure;
