/** The stages of a configured stack, opened on a worker with their models. */
package io.upstack.stages.stack;
