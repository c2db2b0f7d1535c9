/** Which class each sample of a run has. */
package io.upstack.stages.labels;
