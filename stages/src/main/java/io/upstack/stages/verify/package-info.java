/** Replays recorded computations of guided-diffusion and compares every array. */
package io.upstack.stages.verify;
