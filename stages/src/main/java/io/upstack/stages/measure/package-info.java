/**
 * The last stage: from features to metrics, cut into units that workers share. What a unit leaves
 * is a function of features and settings alone, and what is joined is joined in the order of units,
 * so that no bit of a metric depends on how the work was spread.
 */
package io.upstack.stages.measure;
