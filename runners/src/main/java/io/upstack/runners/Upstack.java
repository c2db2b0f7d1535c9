package io.upstack.runners;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.upstack.runners.commands.UpstackCommand;
import java.io.PrintWriter;

/** The program that {@code ./upstack} starts. */
public final class Upstack {
  private Upstack() {}

  public static void main(String[] arguments) {
    PrintWriter output = new PrintWriter(System.out, true, UTF_8);
    PrintWriter errors = new PrintWriter(System.err, true, UTF_8);
    int status = UpstackCommand.commandLine(Commands.all(), output, errors).execute(arguments);
    output.flush();
    // Engines may have left threads behind; what is asked for is done.
    System.exit(status);
  }
}
