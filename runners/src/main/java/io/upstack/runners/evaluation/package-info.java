/** The evaluation of existing samples, and what it shares with every other evaluation. */
package io.upstack.runners.evaluation;
