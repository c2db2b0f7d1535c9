package io.upstack.stages.networks;

import io.upstack.stages.programs.Value;

/** Weight and bias of a normalisation, [channels] fp32 each. */
record AffineParameters(Value weight, Value bias) {}
