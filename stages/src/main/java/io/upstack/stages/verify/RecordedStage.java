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
 * The stage that the flags of a case describe, as a configuration would have it: what becomes of
 * the flags is what becomes of those of a run.
 */
sealed interface RecordedStage {
  /** Cases are recorded in fp32, on a CPU. */
  String DEVICE = "cpu";

  String CHECKPOINT = "model.pt";
  String CLASSIFIER_CHECKPOINT = "classifier.pt";

  /** What a run makes of the stage. */
  Denoiser denoiser();

  /** The stage's program, with the weights of the case. */
  default Program load(CaseFolder folder) throws IOException {
    Denoiser denoiser = denoiser();
    Optional<CheckpointFile> classifier =
        denoiser.guidance().map(guidance -> folder.checkpoint(CLASSIFIER_CHECKPOINT));
    return DenoiserPrograms.load(denoiser, folder.checkpoint(CHECKPOINT), classifier, Device.cpu());
  }

  /** A base stage, guided or not. */
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
