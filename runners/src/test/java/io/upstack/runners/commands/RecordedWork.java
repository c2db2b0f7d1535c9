package io.upstack.runners.commands;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Keeps its requests, prints a line for each, and ends with the given status. */
final class RecordedWork<R> implements Work<R> {
  private final ExitStatus status;
  private final List<R> requests = new ArrayList<>();

  RecordedWork(ExitStatus status) {
    this.status = status;
  }

  List<R> requests() {
    return List.copyOf(requests);
  }

  @Override
  public ExitStatus perform(R request, PrintWriter output) {
    requests.add(request);
    output.println("performed");
    return status;
  }
}
