package io.upstack.runners.commands;

import java.io.PrintWriter;

/**
 * What a subcommand does, once its command line is understood.
 *
 * @param <R> what the command line says
 */
@FunctionalInterface
public interface Work<R> {
  /**
   * @param output standard output, for what the user asked for; progress and problems are not
   *     written here
   * @throws io.upstack.stages.problems.InvalidInputException if what the request names has to be
   *     put right first
   */
  ExitStatus perform(R request, PrintWriter output) throws Exception;
}
