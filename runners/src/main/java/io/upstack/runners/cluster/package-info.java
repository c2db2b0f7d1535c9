/** A Flink cluster of processes on this machine, to try and to test what runs on a real one. */
package io.upstack.runners.cluster;
