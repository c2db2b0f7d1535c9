package io.upstack.runners.history;

import com.google.protobuf.util.JsonFormat;
import io.upstack.proto.History;
import io.upstack.runners.commands.ExitStatus;
import io.upstack.runners.commands.HistoryRequest;
import io.upstack.runners.commands.Work;
import io.upstack.stages.history.HistoryFiles;
import io.upstack.stages.history.HistoryLines;
import io.upstack.stages.store.ObjectStore;
import java.io.IOException;
import java.io.PrintWriter;

/** {@code upstack history}: prints the results and rebuilds the files that show them. */
public final class HistoryWork implements Work<HistoryRequest> {
  @Override
  public ExitStatus perform(HistoryRequest request, PrintWriter output) throws IOException {
    try (ObjectStore store = HistoryDirectory.open(request.directory())) {
      History history = HistoryFiles.rebuild(store);
      if (request.isJson()) {
        output.println(JsonFormat.printer().print(history));
      } else {
        HistoryLines.of(history).forEach(output::println);
        output.printf("page: %s/history.html%n", store.root());
      }
    }
    return ExitStatus.DONE;
  }
}
