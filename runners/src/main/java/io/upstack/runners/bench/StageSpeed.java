package io.upstack.runners.bench;

/**
 * The speed at which a stage samples.
 *
 * @param method DDPM or DDIM
 * @param steps the configured number of steps of a sample
 * @param secondsAStep the seconds that a step takes with a micro-batch in every slot
 * @param imagesPerSecond the rate of all slots together
 */
record StageSpeed(
    String stage, String method, int steps, double secondsAStep, double imagesPerSecond) {}
