/** Benchmarks of a configuration on this machine. */
package io.upstack.runners.bench;
