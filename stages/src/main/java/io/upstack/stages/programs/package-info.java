/** TorchScript programs: writing them as text and tensors, loading and running them. */
package io.upstack.stages.programs;
