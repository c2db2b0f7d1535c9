/** A whole run: its shards, its measurement, and its report. */
package io.upstack.stages.run;
