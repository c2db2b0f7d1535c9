/** Which checkpoints of a training run are evaluated next, and what a result must not be. */
package io.upstack.stages.watch;
