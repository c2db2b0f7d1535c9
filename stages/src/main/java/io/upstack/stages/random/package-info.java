/** Counter-based random numbers: a function of a key and a counter, with no state to carry. */
package io.upstack.stages.random;
