package io.upstack.runners.commands;

import com.google.common.base.Throwables;
import io.upstack.runners.jobs.FailureCause;
import io.upstack.stages.problems.InvalidInputException;
import io.upstack.stages.problems.Printable;
import io.upstack.stages.store.gcs.GcsCredentialsException;
import java.io.PrintWriter;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Says why the work of a subcommand ended early. */
final class Failures implements IExecutionExceptionHandler {
  private final BooleanSupplier stackTraceWanted;

  Failures(BooleanSupplier stackTraceWanted) {
    this.stackTraceWanted = stackTraceWanted;
  }

  @Override
  public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
    PrintWriter errors = command.getErr();
    if (stackTraceWanted.getAsBoolean()) {
      errors.print(Printable.lines(Throwables.getStackTraceAsString(failure)));
    }
    Throwable cause = FailureCause.of(failure);
    if (cause instanceof InvalidInputException problems) {
      errors.println(Printable.lines(problems.getMessage()));
      errors.flush();
      return ExitStatus.BAD_INPUT.code();
    }
    errors.println("upstack: " + Printable.line(FailureCause.describe(cause)));
    errors.flush();
    return Throwables.getCausalChain(failure).stream()
            .anyMatch(GcsCredentialsException.class::isInstance)
        ? ExitStatus.BAD_INPUT.code()
        : ExitStatus.FAILED.code();
  }
}
