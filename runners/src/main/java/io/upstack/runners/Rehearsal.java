package io.upstack.runners;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.upstack.runners.commands.UpstackCommand;
import io.upstack.runners.embedded.EmbeddedFlink;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.URI;

/**
 * Does in a few seconds, and without a result, what most commands do first: it has Beam plan a job,
 * submits the job, and runs it on the Flink of this process. The launcher runs this class once
 * after a build, with the JVM's option {@code -XX:ArchiveClassesAtExit}. Commands that start from
 * the resulting archive load their classes ready-made.
 */
public final class Rehearsal {
  private Rehearsal() {}

  /** Exits with the first status that is not 0. */
  public static void main(String[] arguments) {
    int status;
    try (EmbeddedFlink flink = EmbeddedFlink.start(1)) {
      status = rehearse(flink.restEndpoint());
    }
    System.exit(status);
  }

  private static int rehearse(URI flink) {
    int helped = Math.max(perform("--help"), perform("run", "--help"));
    return helped != 0
        ? helped
        : perform(
            "bench-cluster",
            "--flink-master=" + flink.getAuthority(),
            "--num-samples=1",
            "--shard-size=1",
            "--shard-seconds=0");
  }

  private static int perform(String... arguments) {
    PrintWriter output = new PrintWriter(Writer.nullWriter());
    PrintWriter errors = new PrintWriter(System.err, true, UTF_8);
    return UpstackCommand.commandLine(Commands.all(), output, errors).execute(arguments);
  }
}
