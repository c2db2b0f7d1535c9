package io.upstack.runners.commands;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Keeps the requests that it is given, prints a line for each, and ends as it is told to. */
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
