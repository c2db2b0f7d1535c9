/** Inspects what checkpoints contain, and which flags fit them. */
package io.upstack.stages.inspection;
