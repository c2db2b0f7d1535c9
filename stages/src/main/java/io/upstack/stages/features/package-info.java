/** The third stage, which turns images into the features that metrics are computed from. */
package io.upstack.stages.features;
