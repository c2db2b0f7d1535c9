/** Flink in this process: pipelines run here when no cluster is given. */
package io.upstack.runners.embedded;
