/** The stages of a configured stack, which a worker opens with their models. */
package io.upstack.stages.stack;
