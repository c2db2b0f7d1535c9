/** The networks of guided-diffusion, written as TorchScript programs. */
package io.upstack.stages.networks;
