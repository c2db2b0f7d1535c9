/** Where it runs: the command line, the embedded Flink, and how far a run has come. */
package io.upstack.runners;
