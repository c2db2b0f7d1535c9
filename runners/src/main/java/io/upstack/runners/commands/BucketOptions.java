package io.upstack.runners.commands;

import io.upstack.proto.CloudStorage;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The options of every command that say how to reach {@code gs://} paths. */
final class BucketOptions {
  private static final double GIGABYTE = 1e9;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--gcs-endpoint",
      paramLabel = "URL",
      scope = ScopeType.INHERIT,
      description = "The server of gs:// paths, for emulators and private endpoints.")
  private Optional<String> endpoint = Optional.empty();

  @Option(
      names = "--gcs-anonymous",
      scope = ScopeType.INHERIT,
      description = "Read and write gs:// paths without credentials.")
  private boolean anonymous;

  @Option(
      names = "--gcs-credentials",
      paramLabel = "FILE.json",
      scope = ScopeType.INHERIT,
      description = {
        "A service account's key, on each machine that works.",
        "Without it application default credentials are used."
      })
  private Optional<Path> credentials = Optional.empty();

  @Option(
      names = "--gcs-project",
      paramLabel = "PROJECT",
      scope = ScopeType.INHERIT,
      description = "The project that requests are billed to.")
  private Optional<String> project = Optional.empty();

  @Option(
      names = "--gcs-cache",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description = {
        "Where each machine keeps what it downloads of gs:// inputs; $UPSTACK_CACHE or",
        "~/.cache/upstack/inputs by default."
      })
  private Optional<Path> cache = Optional.empty();

  @Option(
      names = "--gcs-cache-size",
      paramLabel = "GB",
      scope = ScopeType.INHERIT,
      description = "How much it keeps; 20 by default.")
  private Optional<Double> cacheSize = Optional.empty();

  /**
   * Returns the settings that the options describe.
   *
   * @throws ParameterException if two options exclude each other, or a value is invalid
   */
  CloudStorage settings() {
    if (anonymous && credentials.isPresent()) {
      throw new ParameterException(
          command.commandLine(),
          "--gcs-anonymous and --gcs-credentials exclude each other: give one of them");
    }
    endpoint
        .filter(url -> !url.matches("https?://[^/\\s]+/?"))
        .ifPresent(
            url -> {
              throw new ParameterException(
                  command.commandLine(),
                  "--gcs-endpoint %s: expected a URL such as http://localhost:4443".formatted(url));
            });
    CloudStorage.Builder settings =
        CloudStorage.newBuilder()
            .setAnonymous(anonymous)
            .setUserAgent("upstack/" + Versions.upstack());
    endpoint.ifPresent(settings::setEndpoint);
    credentials.ifPresent(file -> settings.setCredentialsFile(file.toAbsolutePath().toString()));
    project.ifPresent(settings::setProject);
    cache.ifPresent(directory -> settings.setCacheDirectory(directory.toAbsolutePath().toString()));
    cacheSize.ifPresent(size -> settings.setCacheBytes(bytes(size)));
    return settings.build();
  }

  private long bytes(double gigabytes) {
    if (!(gigabytes > 0) || gigabytes > 1e6) {
      throw new ParameterException(
          command.commandLine(),
          "--gcs-cache-size %s: expected gigabytes, more than 0".formatted(gigabytes));
    }
    return (long) (gigabytes * GIGABYTE);
  }
}
