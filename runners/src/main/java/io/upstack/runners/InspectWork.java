package io.upstack.runners;

import io.upstack.runners.commands.ExitStatus;
import io.upstack.runners.commands.InspectRequest;
import io.upstack.runners.commands.Work;
import io.upstack.stages.inspection.CheckpointSummary;
import java.io.IOException;
import java.io.PrintWriter;

/** {@code upstack inspect}: what a checkpoint holds, and which flags fit it. */
final class InspectWork implements Work<InspectRequest> {
  @Override
  public ExitStatus perform(InspectRequest request, PrintWriter output) throws IOException {
    output.print(CheckpointSummary.of(request.checkpoint()));
    output.flush();
    return ExitStatus.DONE;
  }
}
