/** The places where pipelines run: a Flink inside this process, or a cluster. */
package io.upstack.runners.shards;
