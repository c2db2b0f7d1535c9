package io.upstack.runners.commands;

import java.io.PrintWriter;

/**
 * The work of a subcommand whose command line has been parsed.
 *
 * @param <R> the type of the parsed command line
 */
@FunctionalInterface
public interface Work<R> {
  /**
   * Does the work.
   *
   * @param output standard output, for what the user asked for; progress and problems are not
   *     written here
   * @throws io.upstack.stages.problems.InvalidInputException if something that the request names
   *     has to be corrected first
   */
  ExitStatus perform(R request, PrintWriter output) throws Exception;
}
