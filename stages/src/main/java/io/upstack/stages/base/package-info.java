/** The first stage, which makes samples from labels and noise. */
package io.upstack.stages.base;
