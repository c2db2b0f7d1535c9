/** Writes TorchScript programs as text and tensors, loads them and runs them. */
package io.upstack.stages.programs;
