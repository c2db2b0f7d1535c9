package io.upstack.stages.verify;

import io.upstack.stages.networks.ClassifierPool;
import java.util.Optional;

/** Breaks a rule of the architecture, to show that the rule can fail. */
public final class ReplayThatReadsFlags {
  private ReplayThatReadsFlags() {}

  static Optional<ClassifierPool> pool(String flag) {
    return ClassifierPool.of(flag);
  }
}
