/** From finished features to metrics: units of work, round by round, and what they come to. */
package io.upstack.runners.measure;
