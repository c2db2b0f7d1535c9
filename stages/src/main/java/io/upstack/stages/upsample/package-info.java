/** The second stage: from low-resolution samples to larger ones. */
package io.upstack.stages.upsample;
