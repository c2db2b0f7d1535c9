/** A Flink cluster that was started for one run, and whose JobManager calls the main method. */
package io.upstack.runners.application;
