/** The Beam skin over the stages: a source of shards, and the transform that makes them. */
package io.upstack.stages.transforms;
