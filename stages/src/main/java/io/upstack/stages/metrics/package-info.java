/**
 * Extracts features of images and computes the metrics of guided-diffusion's evaluator from them.
 */
package io.upstack.stages.metrics;
