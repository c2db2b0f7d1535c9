/** The diffusion process: schedules, respacing, and the sampling steps as TorchScript programs. */
package io.upstack.stages.diffusion;
