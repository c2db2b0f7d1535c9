/** How far a run has come, for the person who waits for it. */
package io.upstack.runners.progress;
