package io.upstack.runners.history;

import io.upstack.runners.commands.CompareCommand;
import io.upstack.runners.commands.ExitStatus;
import io.upstack.runners.commands.Work;
import io.upstack.stages.comparison.Comparison;
import io.upstack.stages.comparison.ComparisonPage;
import io.upstack.stages.comparison.ComparisonTables;
import io.upstack.stages.problems.Problems;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import java.io.IOException;
import java.io.PrintWriter;

/** {@code upstack compare}: compares the metrics of runs, and writes a page and tables of them. */
public final class CompareWork implements Work<CompareCommand.Request> {
  @Override
  public ExitStatus perform(CompareCommand.Request request, PrintWriter output) throws IOException {
    Problems problems = new Problems();
    Comparison comparison = Comparison.read(request.runs(), problems).orElse(null);
    problems.throwIfAny(HistoryDirectory.COMMAND_LINE);
    ComparisonTables.lines(comparison).forEach(output::println);
    if (request.output().isPresent()) {
      try (ObjectStore store = ObjectStores.open(request.output().get())) {
        ComparisonPage.write(store, comparison);
        output.printf("page: %s/compare.html%n", store.root());
      }
    }
    return ExitStatus.DONE;
  }
}
