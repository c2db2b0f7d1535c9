package io.upstack.runners.application;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.upstack.runners.Commands;
import io.upstack.runners.commands.UpstackCommand;
import io.upstack.stages.store.HomePaths;
import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * The main class for Flink's application mode. It runs a command of Upstack whose {@code --runner}
 * is {@code application}. The command's jobs run one after another on the cluster that was started
 * for it, and its output goes to the JobManager's log.
 */
public final class ApplicationMain {
  private ApplicationMain() {}

  /**
   * Runs the command.
   *
   * @throws ApplicationFailedException if the command fails, so that the application fails too
   */
  public static void main(String[] arguments) throws Exception {
    ApplicationCluster cluster = ApplicationCluster.enter();
    StringWriter said = new StringWriter();
    PrintWriter output = new PrintWriter(System.out, true, UTF_8);
    PrintWriter errors = new PrintWriter(said, true);
    int status =
        UpstackCommand.commandLine(Commands.all(), output, errors)
            .execute(HomePaths.expandArguments(arguments));
    output.flush();
    if (status != 0) {
      throw new ApplicationFailedException(said.toString().strip());
    }
    cluster.finish();
  }
}
