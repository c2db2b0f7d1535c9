/** The last stage, which computes metrics from features. */
package io.upstack.stages.evaluate;
