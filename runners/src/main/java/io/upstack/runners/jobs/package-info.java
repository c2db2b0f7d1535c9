/**
 * What the embedded Flink and a Flink cluster have in common: pipelines become jobs, and can fail.
 */
package io.upstack.runners.jobs;
