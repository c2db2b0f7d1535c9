/** What every evaluation has in common, and the evaluation of samples that exist. */
package io.upstack.runners.evaluation;
