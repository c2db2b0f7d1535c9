package io.upstack.stages.verify;

import ai.djl.Device;
import io.upstack.proto.BaseStage;
import io.upstack.proto.UpsamplerStage;
import io.upstack.stages.checkpoints.CheckpointFile;
import io.upstack.stages.diffusion.Denoiser;
import io.upstack.stages.models.DenoiserPrograms;
import io.upstack.stages.models.Denoisers;
import io.upstack.stages.programs.Program;
import java.io.IOException;
import java.util.Optional;

/**
 * The stage that the flags of a case describe, in the form of a configuration, so that the flags
 * are treated like those of a run.
 */
sealed interface RecordedStage {
  /** The device is a CPU, because cases are recorded in fp32 on a CPU. */
  String DEVICE = "cpu";

  String CHECKPOINT = "model.pt";
  String CLASSIFIER_CHECKPOINT = "classifier.pt";

  /** Returns the denoiser that a run makes of the stage. */
  Denoiser denoiser();

  /** Loads the stage's program with the weights of the case. */
  default Program load(CaseFolder folder) throws IOException {
    Denoiser denoiser = denoiser();
    Optional<CheckpointFile> classifier =
        denoiser.guidance().map(guidance -> folder.checkpoint(CLASSIFIER_CHECKPOINT));
    return DenoiserPrograms.load(denoiser, folder.checkpoint(CHECKPOINT), classifier, Device.cpu());
  }

  /** A base stage, with or without guidance. */
  record Base(BaseStage stage) implements RecordedStage {
    @Override
    public Denoiser denoiser() {
      return Denoisers.base(stage, DEVICE);
    }
  }

  /** An upsampler. */
  record Upsampler(UpsamplerStage stage) implements RecordedStage {
    @Override
    public Denoiser denoiser() {
      return Denoisers.upsampler(stage, DEVICE);
    }
  }
}
