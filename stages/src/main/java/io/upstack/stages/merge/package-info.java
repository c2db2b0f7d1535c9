/** One npz of all samples of a run, as guided-diffusion's scripts leave it. */
package io.upstack.stages.merge;
