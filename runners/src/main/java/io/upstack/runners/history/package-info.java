/** The commands that show the results of checkpoints. */
package io.upstack.runners.history;
