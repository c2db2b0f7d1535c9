/** Estimates the uncertainty of a Fréchet distance, and its value for infinitely many samples. */
package io.upstack.stages.metrics.frechet;
