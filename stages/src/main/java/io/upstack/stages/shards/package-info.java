/**
 * Shards: their objects, the stages that make them, and the work that all stages have in common.
 */
package io.upstack.stages.shards;
