/** The Beam layer over the stages: a source of shards, and the transform that makes them. */
package io.upstack.pipelines.transforms;
