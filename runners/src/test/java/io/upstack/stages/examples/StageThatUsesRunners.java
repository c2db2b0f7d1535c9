package io.upstack.stages.examples;

import io.upstack.runners.progress.StageGoal;

/** Breaks a rule of the architecture, to show that the rule can fail. */
public record StageThatUsesRunners(StageGoal goal) {}
