/**
 * A Flink cluster of processes on this machine, for trying out and testing what runs on a real one.
 */
package io.upstack.runners.cluster;
