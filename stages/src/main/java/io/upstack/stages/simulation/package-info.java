/** A stage that lets time pass in the place of computing. */
package io.upstack.stages.simulation;
