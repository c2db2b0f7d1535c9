package io.upstack.runners.endtoend;

import io.upstack.runners.commands.GenerateCommand;
import io.upstack.runners.commands.RunCommand;
import io.upstack.runners.commands.UpstackCommand;
import io.upstack.runners.run.GenerateWork;
import io.upstack.runners.run.RunWork;
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

  /** With an output in a bucket. */
  static Outcome runInBucket(Path configuration, String output, String... options) {
    return execute("run", configuration, output, options);
  }

  /** With an output in a bucket. */
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
    StringWriter standardOutput = new StringWriter();
    StringWriter standardError = new StringWriter();
    int status =
        UpstackCommand.commandLine(
                List.of(new RunCommand(new RunWork()), new GenerateCommand(new GenerateWork())),
                new PrintWriter(standardOutput, true),
                new PrintWriter(standardError, true))
            .execute(arguments.toArray(String[]::new));
    return new Outcome(status, standardOutput.toString(), standardError.toString());
  }
}
