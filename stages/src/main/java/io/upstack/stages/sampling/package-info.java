/** The common part of both sampling stages, which takes a shard one micro-batch at a time. */
package io.upstack.stages.sampling;
