/** The stages of a simulated run, which wait instead of computing. */
package io.upstack.stages.simulation;
