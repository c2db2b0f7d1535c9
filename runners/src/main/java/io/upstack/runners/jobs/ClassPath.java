package io.upstack.runners.jobs;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A class path: jars, and directories of classes that are not in a jar yet.
 *
 * @param entries the entries in order, all of which exist
 */
public record ClassPath(List<Path> entries) {
  /** The jars of the engines, which a cluster provides. Everything else travels with a job. */
  private static final Pattern OF_CLUSTERS =
      Pattern.compile("(flink-|pytorch-|api-[0-9]|jna-|slf4j-|log4j-|logback-).*[.]jar");

  private static final Pattern OF_JOBS = Pattern.compile("(upstack|beam-).*");

  private static final Pattern WEB_INTERFACE = Pattern.compile("flink-runtime-web-.*[.]jar");

  public ClassPath {
    entries = List.copyOf(entries);
  }

  /**
   * Returns the class path of this process, with the jars that its jars name in their manifests.
   */
  public static ClassPath ofThisProcess() {
    Set<Path> found = new LinkedHashSet<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (!entry.isEmpty()) {
        add(Path.of(entry).toAbsolutePath().normalize(), found);
      }
    }
    return new ClassPath(List.copyOf(found));
  }

  /**
   * Returns what is sent with a job: everything but Flink and DJL, whose native libraries load only
   * once in a process.
   */
  public ClassPath ofJob() {
    return new ClassPath(entries.stream().filter(entry -> !matches(OF_CLUSTERS, entry)).toList());
  }

  /**
   * Returns what a cluster starts with: nothing of Upstack and Beam, so that a job's own versions
   * count. Flink's web interface is not part of it, because only JobManagers load that.
   */
  public ClassPath ofCluster() {
    return new ClassPath(
        entries.stream()
            .filter(entry -> Files.isRegularFile(entry) && !matches(OF_JOBS, entry))
            .filter(entry -> !matches(WEB_INTERFACE, entry))
            .toList());
  }

  /** Returns this class path with further entries at its end. */
  public ClassPath and(List<Path> further) {
    return new ClassPath(Stream.concat(entries.stream(), further.stream()).toList());
  }

  /** Returns the class path as java's option {@code -cp} takes it. */
  public String text() {
    return entries.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }

  private static boolean matches(Pattern pattern, Path entry) {
    return pattern.matcher(entry.getFileName().toString()).matches();
  }

  private static void add(Path entry, Set<Path> found) {
    if (!Files.exists(entry) || !found.add(entry) || Files.isDirectory(entry)) {
      return;
    }
    for (String location : classPathOf(entry).orElse("").split(" ", -1)) {
      if (!location.isEmpty()) {
        add(Path.of(entry.toUri().resolve(URI.create(location))).normalize(), found);
      }
    }
  }

  private static Optional<String> classPathOf(Path jar) {
    try (JarFile file = new JarFile(jar.toFile())) {
      return Optional.ofNullable(file.getManifest())
          .map(Manifest::getMainAttributes)
          .map(attributes -> attributes.getValue(Attributes.Name.CLASS_PATH));
    } catch (IOException e) {
      throw new UncheckedIOException("%s on the class path cannot be read".formatted(jar), e);
    }
  }
}
