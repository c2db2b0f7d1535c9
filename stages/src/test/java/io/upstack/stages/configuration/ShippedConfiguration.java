package io.upstack.stages.configuration;

import io.upstack.proto.RunConfiguration;
import java.nio.file.Path;
import java.util.List;

/** The configuration of the shipped stack, with overrides. */
final class ShippedConfiguration {
  static final Path FILE = Path.of("..", "configs", "fashion32.textproto");

  private ShippedConfiguration() {}

  static RunConfiguration with(String... overrides) {
    return ConfigurationFile.load(FILE, List.of(overrides));
  }
}
