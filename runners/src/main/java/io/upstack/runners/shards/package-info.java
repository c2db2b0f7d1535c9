/** The places where shards are made: a Flink inside this process, or a cluster. */
package io.upstack.runners.shards;
