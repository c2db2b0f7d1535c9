/** The last stage: from features to metrics. */
package io.upstack.stages.evaluate;
