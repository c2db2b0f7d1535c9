package io.upstack.stages.networks;

import io.upstack.stages.programs.Value;

/** The weight and bias of a normalization, each fp32 [channels]. */
record AffineParameters(Value weight, Value bias) {}
