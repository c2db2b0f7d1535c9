package io.upstack.runners.commands;

import java.nio.file.Path;
import java.util.List;

/**
 * Which configuration to work on.
 *
 * @param file in protobuf's text format
 * @param overrides as {@code path.to.field=value}, a later one of a field standing over an earlier
 */
public record ConfigurationRequest(Path file, List<String> overrides) {
  public ConfigurationRequest {
    overrides = List.copyOf(overrides);
  }
}
