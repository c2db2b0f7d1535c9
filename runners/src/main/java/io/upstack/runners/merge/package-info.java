/** Puts the samples of a run into one file. */
package io.upstack.runners.merge;
