package io.upstack.runners;

import io.upstack.runners.commands.ExitStatus;
import io.upstack.runners.commands.InspectRequest;
import io.upstack.runners.commands.Work;
import io.upstack.stages.inspection.CheckpointSummary;
import io.upstack.stages.store.InputFile;
import io.upstack.stages.store.gcs.GcsLocation;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;

/** {@code upstack inspect}: what a checkpoint holds, and which flags fit it. */
final class InspectWork implements Work<InspectRequest> {
  @Override
  public ExitStatus perform(InspectRequest request, PrintWriter output) throws IOException {
    output.print(summary(request.checkpoint()));
    output.flush();
    return ExitStatus.DONE;
  }

  /** Of an object in a bucket a copy is read, whose name tells a user nothing. */
  private static String summary(String location) throws IOException {
    if (!GcsLocation.isGcs(location)) {
      return CheckpointSummary.of(Path.of(location));
    }
    Path copy = InputFile.of(location).localPath();
    return CheckpointSummary.of(copy).replace(copy.toString(), location);
  }
}
