package io.upstack.stages.diffusion;

import io.upstack.stages.networks.ClassifierArchitecture;
import io.upstack.stages.networks.Precision;

/**
 * A classifier whose gradient steers sampling.
 *
 * @param scale the gradient scale s of algorithms 1 and 2 of the paper
 */
public record ClassifierGuidance(
    ClassifierArchitecture architecture, Precision precision, double scale) {}
