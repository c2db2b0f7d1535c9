package io.upstack.runners.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.runners.Rehearsal;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rehearses as the launcher does after a build, and starts a command from the archive. */
@Tag("slow")
final class RehearsalTest {
  private static final Path OPTIONS = Path.of("src", "main", "launcher", "java.options");

  @TempDir private Path directory;

  @Test
  void leavesAnArchiveThatOthersStartFrom() throws Exception {
    Path archive = directory.resolve("upstack.jsa");

    Outcome rehearsal = java("-XX:ArchiveClassesAtExit=" + archive, Rehearsal.class.getName());

    assertThat(rehearsal.status()).as(rehearsal.errors()).isZero();
    assertThat(archive).isNotEmptyFile();
    Outcome shared =
        java(
            "-XX:SharedArchiveFile=" + archive,
            "-Xlog:class+load:file=" + directory.resolve("classes.txt"),
            "io.upstack.runners.Upstack",
            "run",
            "--help");
    assertThat(shared.status()).as(shared.errors()).isZero();
    assertThat(Files.readString(directory.resolve("classes.txt")))
        .containsPattern(
            "io.upstack.runners.commands.RunCommand source: shared objects file \\(top\\)");
  }

  /** Returns the class path with a jar for each folder, because archives cover only jars. */
  private String jars() throws IOException {
    List<String> jars = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path path = Path.of(entry);
      jars.add(Files.isDirectory(path) ? jar(path, jars.size()).toString() : entry);
    }
    return String.join(File.pathSeparator, jars);
  }

  private Path jar(Path folder, int number) throws IOException {
    Path jar = directory.resolve("upstack-%d.jar".formatted(number));
    if (Files.exists(jar)) {
      return jar;
    }
    try (Stream<Path> tree = Files.walk(folder);
        JarOutputStream output = new JarOutputStream(Files.newOutputStream(jar))) {
      for (Path file : tree.filter(Files::isRegularFile).toList()) {
        output.putNextEntry(new JarEntry(folder.relativize(file).toString()));
        Files.copy(file, output);
      }
    }
    return jar;
  }

  private Outcome java(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx1g", "-Dai.djl.offline=true", "@" + OPTIONS, "-cp", jars()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectError(directory.resolve("errors.txt").toFile()).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(2, MINUTES)).isTrue();
    return new Outcome(
        process.exitValue(), output, Files.readString(directory.resolve("errors.txt")));
  }
}
