/** Evaluates the checkpoints of a training run as they appear. */
package io.upstack.runners.watch;
