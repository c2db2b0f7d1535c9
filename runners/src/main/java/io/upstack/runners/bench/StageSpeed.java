package io.upstack.runners.bench;

/**
 * How fast a stage samples.
 *
 * @param method DDPM or DDIM
 * @param steps of a sample, as configured
 * @param secondsAStep of a micro-batch in every slot
 * @param imagesPerSecond of all slots together
 */
record StageSpeed(
    String stage, String method, int steps, double secondsAStep, double imagesPerSecond) {}
