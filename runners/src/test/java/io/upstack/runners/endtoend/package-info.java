/** Tests of the whole program: command lines on a small real stack, and what they leave. */
package io.upstack.runners.endtoend;
