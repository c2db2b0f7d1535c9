package io.upstack.runners.run;

import io.upstack.proto.Fingerprint;
import io.upstack.proto.RunConfiguration;
import io.upstack.proto.RunRecord;
import io.upstack.stages.configuration.ConfiguredFile;
import io.upstack.stages.configuration.ResolvedConfiguration;
import io.upstack.stages.evaluate.Fingerprints;
import io.upstack.stages.models.RunPrecision;
import io.upstack.stages.plan.RunCircumstances;
import io.upstack.stages.plan.RunRecords;
import io.upstack.stages.programs.TorchEngine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds out on this machine what the samples of a run depend on in addition to its configuration.
 */
final class Circumstances {
  private Circumstances() {}

  /** Returns the record of a validated configuration. */
  static RunRecord record(ResolvedConfiguration configuration) throws IOException {
    RunConfiguration message = configuration.configuration();
    return RunRecords.of(
        message,
        new RunCircumstances(
            fingerprints(configuration.checkpoints()),
            message.getExecution().getIntraOpThreads(),
            RunPrecision.of(message.getGeneration(), message.getExecution().getDevice()),
            TorchEngine.description()));
  }

  static List<Fingerprint> fingerprints(List<ConfiguredFile> files) throws IOException {
    List<Fingerprint> fingerprints = new ArrayList<>();
    for (ConfiguredFile file : files) {
      Fingerprint.Builder fingerprint = Fingerprints.of(file.field(), file.file()).toBuilder();
      file.part().ifPresent(fingerprint::setStateDict);
      fingerprints.add(fingerprint.build());
    }
    return fingerprints;
  }
}
