/** Proposes configurations from flags and checkpoints. */
package io.upstack.stages.configure;
