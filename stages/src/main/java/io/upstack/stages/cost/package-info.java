/** Tells what a run will cost before it starts. */
package io.upstack.stages.cost;
