/** Collects the problems in user input, so that all of them can be reported at once. */
package io.upstack.stages.problems;
