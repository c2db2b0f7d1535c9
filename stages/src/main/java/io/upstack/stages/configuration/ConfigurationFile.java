package io.upstack.stages.configuration;

import com.google.protobuf.TextFormat;
import io.upstack.proto.RunConfiguration;
import io.upstack.stages.problems.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads a {@link RunConfiguration} in protobuf's text format. */
public final class ConfigurationFile {
  private ConfigurationFile() {}

  public static RunConfiguration load(Path file, List<String> overrides) {
    Problems problems = new Problems();
    RunConfiguration.Builder builder = RunConfiguration.newBuilder();
    try {
      TextFormat.merge(Files.readString(file), builder);
    } catch (IOException e) {
      problems.add(file.toString(), "cannot be read: " + e.getMessage());
    }
    problems.throwIfAny("the configuration");
    return builder.build();
  }
}
