/** The second stage, which turns low-resolution samples into larger ones. */
package io.upstack.stages.upsample;
