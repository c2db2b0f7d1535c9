/** What checkpoints hold, and which flags fit them. */
package io.upstack.stages.inspection;
