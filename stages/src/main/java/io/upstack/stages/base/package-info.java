/** The first stage: from labels and noise to samples. */
package io.upstack.stages.base;
