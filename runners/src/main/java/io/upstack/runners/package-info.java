/** The programs: the command line, the embedded Flink and clusters, and the progress of a run. */
package io.upstack.runners;
