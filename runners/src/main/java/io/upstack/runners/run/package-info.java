/** A run from its configuration to its report: it is checked, planned, sampled and evaluated. */
package io.upstack.runners.run;
