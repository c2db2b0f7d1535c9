package io.upstack.runners;

import io.upstack.runners.commands.ExitStatus;
import io.upstack.runners.commands.InspectRequest;
import io.upstack.runners.commands.Work;
import io.upstack.stages.checkpoints.CheckpointFile;
import io.upstack.stages.checkpoints.MalformedCheckpointException;
import io.upstack.stages.configuration.Presets;
import io.upstack.stages.inception.MalformedGraphException;
import io.upstack.stages.inspection.CheckpointSummary;
import io.upstack.stages.inspection.PresetNetworks;
import io.upstack.stages.problems.InvalidInputException;
import io.upstack.stages.store.FilePart;
import io.upstack.stages.store.InputFile;
import io.upstack.stages.store.InvalidLocationException;
import io.upstack.stages.store.gcs.GcsLocation;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** {@code upstack inspect}: shows what a checkpoint holds and which flags fit it. */
final class InspectWork implements Work<InspectRequest> {
  @Override
  public ExitStatus perform(InspectRequest request, PrintWriter output) throws IOException {
    FilePart named = FilePart.of(request.checkpoint());
    FilePart.missing(named.location())
        .ifPresent(
            problem -> {
              throw bad(problem);
            });
    String location = named.location();
    Path local = local(location);
    try {
      String summary =
          CheckpointSummary.of(
              new CheckpointFile(local, named.part()), PresetNetworks.of(Presets.installed()));
      // An object in a bucket is read from a local copy, whose name the user has never seen.
      output.print(summary.replace(local.toString(), location));
    } catch (MalformedCheckpointException | MalformedGraphException exception) {
      throw bad(exception.getMessage().replace(local.toString(), location));
    } catch (FileSystemException exception) {
      throw bad("%s cannot be read: %s".formatted(location, exception));
    }
    output.flush();
    return ExitStatus.DONE;
  }

  private static Path local(String location) {
    try {
      InputFile file = InputFile.of(location);
      return GcsLocation.isGcs(location) ? file.localPath() : Path.of(location);
    } catch (IOException | InvalidLocationException exception) {
      throw bad(exception.getMessage());
    }
  }

  private static InvalidInputException bad(String problem) {
    return InvalidInputException.of("the command line", "CHECKPOINT", problem);
  }
}
