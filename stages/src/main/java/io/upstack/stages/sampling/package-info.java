/** What both sampling stages do: a shard, micro-batch by micro-batch. */
package io.upstack.stages.sampling;
