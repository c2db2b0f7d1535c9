/** How certain a Fréchet distance is, and what it would be of infinitely many samples. */
package io.upstack.stages.metrics.frechet;
