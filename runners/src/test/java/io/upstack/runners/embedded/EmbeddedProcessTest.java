package io.upstack.runners.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Shows what the embedded Flink does to the process that it is in. */
@Tag("slow")
@Timeout(90)
final class EmbeddedProcessTest {
  private static final int SIGTERM_STATUS = 128 + 15;

  @TempDir private Path directory;
  private Path temporary;
  private Path errors;
  private Process process;

  @BeforeEach
  void makeDirectories() throws IOException {
    temporary = Files.createDirectory(directory.resolve("tmp"));
    errors = directory.resolve("errors.txt");
  }

  @AfterEach
  void endProcess() {
    if (process != null) {
      process.destroyForcibly();
    }
  }

  @Test
  void endsWhenItsPipelineHasEndedAndLeavesNothing() throws Exception {
    process = start("-Dof.no.use=1", "2", "0");
    assertThat(process.waitFor(60, SECONDS)).isTrue();

    assertThat(errors).isEmptyFile();
    assertThat(process.exitValue()).isZero();
    assertThat(process.inputReader(UTF_8).lines())
        .containsExactlyInAnyOrder("shard 0", "shard 1", "finished");
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void cancelsItsPipelineWhenToldToEndAndLeavesNothing() throws Exception {
    process = start("-Dof.no.use=1", "2", "600000");
    BufferedReader output = process.inputReader(UTF_8);
    assertThat(output.readLine()).startsWith("shard");
    // SIGTERM; what Ctrl-C sends is handled alike by the JVM.
    process.toHandle().destroy();
    assertThat(process.waitFor(60, SECONDS)).isTrue();

    assertThat(process.exitValue()).isEqualTo(SIGTERM_STATUS);
    assertThat(Files.readString(errors))
        .contains("stopping after the step in progress; the same command continues the run");
    assertThat(output.lines()).doesNotContain("finished");
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void runsWhereTheNameOfTheMachineDoesNotResolve() throws Exception {
    Path hosts = Files.writeString(directory.resolve("hosts"), "127.0.0.1 localhost\n");
    process = start("-Djdk.net.hosts.file=" + hosts, "1", "0");
    assertThat(process.waitFor(60, SECONDS)).isTrue();

    assertThat(errors).isEmptyFile();
    assertThat(process.inputReader(UTF_8).lines()).containsExactly("shard 0", "finished");
  }

  private Process start(String option, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + Path.of("src/main/launcher/java.options").toAbsolutePath());
    command.add("-Xmx256m");
    command.add(option);
    command.add("-XX:-UsePerfData");
    command.add("-Djava.io.tmpdir=" + temporary);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(EmbeddedProgram.class.getName());
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(errors.toFile()).start();
  }
}
