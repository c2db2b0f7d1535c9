/** Shards: their objects, the stages that make them, and the work that is the same for all. */
package io.upstack.stages.shards;
