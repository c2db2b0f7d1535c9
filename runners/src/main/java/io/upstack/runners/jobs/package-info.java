/** What the embedded Flink and a Flink cluster have in common: pipelines become jobs, and fail. */
package io.upstack.runners.jobs;
