/** A run from its configuration to its report: checked, planned, sampled, evaluated. */
package io.upstack.runners.run;
