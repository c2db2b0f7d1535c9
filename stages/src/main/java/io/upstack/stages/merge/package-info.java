/** Writes one npz with all samples of a run, as guided-diffusion's scripts do. */
package io.upstack.stages.merge;
