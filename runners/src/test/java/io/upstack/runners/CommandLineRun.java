package io.upstack.runners;

import io.upstack.runners.commands.UpstackCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/**
 * What a command line did in this process.
 *
 * @param output lines of standard output
 * @param errors what the command line says of problems
 */
public record CommandLineRun(int status, List<String> output, String errors) {
  public static CommandLineRun of(Object... arguments) {
    StringWriter output = new StringWriter();
    StringWriter errors = new StringWriter();
    String[] words = List.of(arguments).stream().map(String::valueOf).toArray(String[]::new);
    int status =
        UpstackCommand.commandLine(
                Commands.all(), new PrintWriter(output, true), new PrintWriter(errors, true))
            .execute(words);
    return new CommandLineRun(status, output.toString().lines().toList(), errors.toString());
  }
}
