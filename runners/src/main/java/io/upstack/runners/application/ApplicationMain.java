package io.upstack.runners.application;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.upstack.runners.Commands;
import io.upstack.runners.commands.UpstackCommand;
import io.upstack.stages.store.HomePaths;
import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * What Flink's application mode calls: a command of Upstack whose {@code --runner} is {@code
 * application}. Its jobs run one after another on the cluster that was started for it; what it
 * prints goes to the JobManager's log.
 */
public final class ApplicationMain {
  private ApplicationMain() {}

  /**
   * Runs the command.
   *
   * @throws ApplicationFailedException if it does not end well, so that the application fails
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
