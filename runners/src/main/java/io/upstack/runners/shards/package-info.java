/** Where shards are made: on a Flink inside this process, or on a cluster. */
package io.upstack.runners.shards;
