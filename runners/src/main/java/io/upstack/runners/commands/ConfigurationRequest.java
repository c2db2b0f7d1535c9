package io.upstack.runners.commands;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The configuration to work on.
 *
 * @param file a file in protobuf's text format
 * @param models the folder, a path or a {@code gs://} path, that has the files that the
 *     configuration names with relative paths; without it, these paths start from the folder of the
 *     configuration
 * @param overrides assignments such as {@code path.to.field=value}; the last one for a field counts
 */
public record ConfigurationRequest(Path file, Optional<String> models, List<String> overrides) {
  public ConfigurationRequest {
    overrides = List.copyOf(overrides);
  }

  public ConfigurationRequest(Path file, List<String> overrides) {
    this(file, Optional.empty(), overrides);
  }

  /** Returns a request with these overrides instead. */
  public ConfigurationRequest withOverrides(List<String> changed) {
    return new ConfigurationRequest(file, models, changed);
  }
}
