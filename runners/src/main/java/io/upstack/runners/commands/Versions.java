package io.upstack.runners.commands;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.apache.flink.runtime.util.EnvironmentInformation;
import picocli.CommandLine.IVersionProvider;

/** The versions of Upstack and of the engines under it. The build writes them. */
public final class Versions implements IVersionProvider {
  private static final String RESOURCE = "/io/upstack/runners/versions.properties";

  /** Returns the version of this build, such as {@code 0.1.0}. */
  public static String upstack() {
    return load().getProperty("upstack");
  }

  @Override
  public String[] getVersion() {
    Properties versions = load();
    return new String[] {
      "upstack " + versions.getProperty("upstack"),
      "PyTorch %s (DJL %s), Beam %s, Flink %s, Java %s"
          .formatted(
              versions.getProperty("pytorch"),
              versions.getProperty("djl"),
              versions.getProperty("beam"),
              EnvironmentInformation.getVersion(),
              Runtime.version())
    };
  }

  private static Properties load() {
    Properties versions = new Properties();
    try (InputStream resource = Versions.class.getResourceAsStream(RESOURCE)) {
      versions.load(resource);
    } catch (IOException e) {
      throw new UncheckedIOException("the build's own " + RESOURCE + " cannot be read", e);
    }
    return versions;
  }
}
