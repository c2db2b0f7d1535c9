package io.upstack.stages.secondexample;

import io.upstack.stages.firstexample.FirstOfACycle;
import java.util.Optional;

/** Breaks a rule of the architecture, to show that the rule can fail. */
public record SecondOfACycle(Optional<FirstOfACycle> first) {}
