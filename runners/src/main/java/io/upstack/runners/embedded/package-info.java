/** A Flink inside this process, on which pipelines run if no cluster is given. */
package io.upstack.runners.embedded;
