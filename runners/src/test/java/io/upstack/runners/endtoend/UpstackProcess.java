package io.upstack.runners.endtoend;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs the program in a JVM of its own, started as the launcher starts it. */
final class UpstackProcess implements AutoCloseable {
  private static final int LONGEST_SECONDS = 240;

  private final Process process;
  private final Path output;
  private final Path errors;

  private UpstackProcess(Process process, Path output, Path errors) {
    this.process = process;
    this.output = output;
    this.errors = errors;
  }

  /**
   * Starts it.
   *
   * @param home for what it prints, and its temporary files
   */
  static UpstackProcess start(Path home, String... arguments) throws IOException {
    return startIn(Path.of(""), home, arguments);
  }

  /** Starts the program in another working directory. */
  static UpstackProcess startIn(Path work, Path home, String... arguments) throws IOException {
    Path temporary = Files.createDirectories(temporary(home));
    Path output = Files.createTempFile(home, "output", ".txt");
    Path errors = Files.createTempFile(home, "errors", ".txt");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx1g");
    command.add("-XX:-UsePerfData");
    command.add("-Dai.djl.offline=true");
    command.add("-Djava.io.tmpdir=" + temporary);
    command.add("@" + Path.of("src/main/launcher/java.options").toAbsolutePath());
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add("io.upstack.runners.Upstack");
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .directory(work.toAbsolutePath().toFile())
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start();
    return new UpstackProcess(process, output, errors);
  }

  /** Returns the folder of the temporary files of processes of this home. */
  static Path temporary(Path home) {
    return home.resolve("tmp");
  }

  Outcome finish() throws IOException, InterruptedException {
    if (!process.waitFor(LONGEST_SECONDS, SECONDS)) {
      throw new IllegalStateException(
          "still running after %d seconds: %s"
              .formatted(LONGEST_SECONDS, Files.readString(errors)));
    }
    return new Outcome(process.exitValue(), Files.readString(output), Files.readString(errors));
  }

  /** Returns what the process has printed so far. */
  String errors() throws IOException {
    return Files.readString(errors);
  }

  boolean isRunning() {
    return process.isAlive();
  }

  /** Sends SIGTERM. The JVM handles the signal of Ctrl-C in the same way. */
  void askToEnd() {
    process.destroy();
  }

  /** Sends SIGKILL. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  @Override
  public void close() throws InterruptedException {
    kill();
  }
}
