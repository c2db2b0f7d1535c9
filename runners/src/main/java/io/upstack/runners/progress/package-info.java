/** The progress of a run, for the person who waits for it. */
package io.upstack.runners.progress;
