/** Writes the networks of guided-diffusion as TorchScript programs. */
package io.upstack.stages.networks;
