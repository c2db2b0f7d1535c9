/** A Flink cluster that was started for one run, whose main method the JobManager calls. */
package io.upstack.runners.application;
