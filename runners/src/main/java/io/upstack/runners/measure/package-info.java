/**
 * The steps from finished features to metrics: units of work, round by round, and their results.
 */
package io.upstack.runners.measure;
