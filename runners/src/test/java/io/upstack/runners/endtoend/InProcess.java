package io.upstack.runners.endtoend;

import io.upstack.runners.Commands;
import io.upstack.runners.commands.UpstackCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Executes command lines in the process of the tests, which spares each the start of a JVM. */
final class InProcess {
  private InProcess() {}

  static Outcome run(Path configuration, Path output, String... options) {
    return execute("run", configuration, output.toString(), options);
  }

  /** Executes a command whose output is in a bucket. */
  static Outcome runInBucket(Path configuration, String output, String... options) {
    return execute("run", configuration, output, options);
  }

  /** Executes a command whose output is in a bucket. */
  static Outcome generateInBucket(Path configuration, String output, String... options) {
    return execute("generate", configuration, output, options);
  }

  static Outcome generate(Path configuration, Path output, String... options) {
    return execute("generate", configuration, output.toString(), options);
  }

  private static Outcome execute(
      String command, Path configuration, String output, String... options) {
    List<String> arguments = new ArrayList<>();
    arguments.add(command);
    arguments.add(configuration.toString());
    arguments.add("--output=" + output);
    arguments.addAll(List.of(options));
    return upstack(arguments.toArray(String[]::new));
  }

  /** Executes any command line. */
  static Outcome upstack(String... arguments) {
    StringWriter standardOutput = new StringWriter();
    StringWriter standardError = new StringWriter();
    int status =
        UpstackCommand.commandLine(
                Commands.all(),
                new PrintWriter(standardOutput, true),
                new PrintWriter(standardError, true))
            .execute(arguments);
    return new Outcome(status, standardOutput.toString(), standardError.toString());
  }
}
