package io.upstack.stages.firstexample;

import io.upstack.stages.secondexample.SecondOfACycle;
import java.util.Optional;

/** Breaks a rule of the architecture, to show that the rule can fail. */
public record FirstOfACycle(Optional<SecondOfACycle> second) {}
