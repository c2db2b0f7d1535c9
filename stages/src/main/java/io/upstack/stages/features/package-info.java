/** The third stage: from images to the features that metrics are computed of. */
package io.upstack.stages.features;
