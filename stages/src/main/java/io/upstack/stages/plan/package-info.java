/** Divides a run into shards, and records what generates its samples. */
package io.upstack.stages.plan;
