package io.upstack.runners;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A command in a JVM of its own.
 *
 * @param peak the most memory that it had, in bytes
 * @param output what it printed, by lines
 */
public record MeasuredProcess(long peak, List<String> output) {
  public MeasuredProcess {
    output = List.copyOf(output);
  }

  /**
   * Runs it to its end, which is to be a good one.
   *
   * @param directory for what it prints
   * @param heap its limit, such as the launcher's -Xmx2g
   */
  public static MeasuredProcess run(Path directory, String heap, String... arguments)
      throws IOException, InterruptedException {
    Path errors = directory.resolve("errors.txt");
    Path output = directory.resolve("output.txt");
    Process process =
        new ProcessBuilder(command(heap, arguments))
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start();
    try {
      long peak = 0;
      do {
        peak = Math.max(peak, ProcessMemory.peak(process.pid()));
      } while (!process.waitFor(200, MILLISECONDS));
      assertThat(process.exitValue()).as(Files.readString(errors, UTF_8)).isZero();
      return new MeasuredProcess(peak, Files.readAllLines(output));
    } finally {
      process.destroyForcibly();
    }
  }

  private static List<String> command(String heap, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + Path.of("src/main/launcher/java.options").toAbsolutePath());
    command.addAll(List.of("-Xms64m", heap, "-Dai.djl.offline=true"));
    // More slots and more threads of the garbage collector, of which each core has some, take more.
    command.add("-XX:ActiveProcessorCount=2");
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Upstack.class.getName());
    command.addAll(List.of(arguments));
    return command;
  }
}
