package io.upstack.runners.commands;

import java.nio.file.Path;
import java.util.List;

/**
 * The configuration to work on.
 *
 * @param file a file in protobuf's text format
 * @param overrides assignments such as {@code path.to.field=value}; the last one for a field counts
 */
public record ConfigurationRequest(Path file, List<String> overrides) {
  public ConfigurationRequest {
    overrides = List.copyOf(overrides);
  }
}
