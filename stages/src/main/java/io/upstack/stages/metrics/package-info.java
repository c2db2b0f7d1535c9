/** What guided-diffusion's evaluator computes from the features of images, and the features. */
package io.upstack.stages.metrics;
