package io.upstack.runners.commands;

import io.upstack.stages.problems.Printable;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Reports what is wrong with a command line, what the user probably meant, and how to get help. */
final class UsageProblems implements IParameterExceptionHandler {
  @Override
  public int handleParseException(ParameterException problem, String[] arguments) {
    CommandLine command = problem.getCommandLine();
    PrintWriter errors = command.getErr();
    errors.println("upstack: " + Printable.lines(problem.getMessage()));
    UnmatchedArgumentException.printSuggestions(problem, errors);
    errors.printf("Try '%s --help'.%n", command.getCommandSpec().qualifiedName());
    errors.flush();
    return ExitStatus.BAD_INPUT.code();
  }
}
