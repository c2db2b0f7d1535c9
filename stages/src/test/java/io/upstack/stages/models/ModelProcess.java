package io.upstack.stages.models;

import ai.djl.Device;
import io.upstack.proto.BaseStage;
import io.upstack.stages.checkpoints.CheckpointFile;
import io.upstack.stages.programs.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A process that loads a published model, and prints the most memory that it has had. */
final class ModelProcess {
  private ModelProcess() {}

  /** Takes the name of the published checkpoint and the file that replaces it. */
  public static void main(String[] arguments) throws Exception {
    BaseStage base =
        BaseStage.newBuilder().setModel(PublishedCheckpoint.named(arguments[0]).model()).build();
    try (Program program =
        DenoiserPrograms.load(
            Denoisers.base(base, "cpu"),
            CheckpointFile.of(Path.of(arguments[1])),
            Optional.empty(),
            Device.cpu())) {
      String peak =
          Files.readAllLines(Path.of("/proc/self/status")).stream()
              .filter(line -> line.startsWith("VmHWM:"))
              .findFirst()
              .orElseThrow();
      System.out.println(1024 * Long.parseLong(peak.replaceAll("[^0-9]", "")));
    }
  }
}
