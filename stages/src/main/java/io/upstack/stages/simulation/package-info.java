/** A stage that waits instead of computing. */
package io.upstack.stages.simulation;
