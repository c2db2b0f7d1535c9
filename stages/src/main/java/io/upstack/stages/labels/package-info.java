/** Assigns a class to each sample of a run. */
package io.upstack.stages.labels;
