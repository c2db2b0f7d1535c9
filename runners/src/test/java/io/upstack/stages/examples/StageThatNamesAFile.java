package io.upstack.stages.examples;

import java.io.File;

/** Breaks a rule of the architecture, to show that the rule can fail. */
public record StageThatNamesAFile(File file) {}
