package io.upstack.runners;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.upstack.runners.commands.ExitStatus;
import io.upstack.runners.commands.UpstackCommand;
import io.upstack.stages.problems.PrintableStream;
import io.upstack.stages.store.HomePaths;
import java.io.PrintWriter;

/** The program that {@code ./upstack} starts. */
public final class Upstack {
  private Upstack() {}

  public static void main(String[] arguments) {
    PrintWriter output = new PrintWriter(System.out, true, UTF_8);
    PrintWriter errors = new PrintWriter(System.err, true, UTF_8);
    // This stream catches what loggers write, including those of an embedded Flink.
    System.setErr(new PrintableStream(System.err));
    int status = ExitStatus.FAILED.code();
    try {
      status =
          UpstackCommand.commandLine(Commands.of(arguments), output, errors)
              .execute(HomePaths.expandArguments(arguments));
    } catch (Throwable e) {
      // This is an error that no command handles, such as a missing class. Without the exit below,
      // the threads of an embedded Flink would keep the process alive after its main thread.
      e.printStackTrace(errors);
    }
    output.flush();
    // Engines may have left threads running, but the requested work is done.
    System.exit(status);
  }
}
