package io.upstack.runners.commands;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * A configuration to generate samples from, with short options for the fields that change most
 * often.
 */
final class GenerationOptions {
  @Mixin private ConfigurationOptions configuration;

  @Option(
      names = "--num-samples",
      paramLabel = "N",
      description = "The number of samples. Sets generation.num_samples.")
  private Optional<Long> numberOfSamples = Optional.empty();

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      description = {
        "The number of samples that go through a network together. Sets execution.batch_size.",
        "With 0, the run finds it by trying when it begins, and records it."
      })
  private Optional<Long> batchSize = Optional.empty();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "The seed of labels and noise. Sets generation.seed.")
  private Optional<Long> seed = Optional.empty();

  /** Makes a request. These options come after those of {@code --set}, and so override them. */
  ConfigurationRequest request() {
    ConfigurationRequest request = configuration.request();
    List<String> overrides = new ArrayList<>(request.overrides());
    numberOfSamples.ifPresent(number -> overrides.add("generation.num_samples=" + number));
    batchSize.ifPresent(size -> overrides.add("execution.batch_size=" + size));
    seed.ifPresent(number -> overrides.add("generation.seed=" + number));
    return request.withOverrides(overrides);
  }
}
