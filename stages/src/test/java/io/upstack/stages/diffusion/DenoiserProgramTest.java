package io.upstack.stages.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.upstack.stages.networks.RandomParameters;
import io.upstack.stages.programs.Program;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DenoiserProgramTest {
  @Test
  void imagesAreTruncatedToBytes() throws IOException {
    Denoiser denoiser =
        TinyDenoisers.unconditional(new SamplingMethod.Ddim(0), Prediction.EPSILON, 2);
    try (Program program = TinyDenoisers.load(denoiser);
        NDManager manager = program.newManager()) {
      float[] pixels = {-1, 1, 0, 0.999f, -3, 2, -0.9922f, -0.9921f, 0.0039f, 0.5f, 0.25f, -0.25f};
      NDArray images =
          program.run("images", new NDList(manager.create(pixels, new Shape(1, 3, 2, 2)))).get(0);
      assertThat(images.getShape()).isEqualTo(new Shape(1, 2, 2, 3));
      assertThat(images.getDataType()).isEqualTo(DataType.UINT8);
      // Of each pixel the first, fifth and ninth number, then the ones after them.
      assertThat(images.toUint8Array())
          .containsExactly(0, 0, 127, 255, 255, 191, 127, 0, 159, 254, 1, 95);
    }
  }

  /** 2x2 pixels of red 0, 51, 102 and 255, green their inverse, blue 0. */
  @Test
  void lowResolutionImagesAreScaledAndEnlargedBilinearly() throws IOException {
    try (Program program = TinyDenoisers.load(TinyDenoisers.upsampler());
        NDManager manager = program.newManager()) {
      byte[] pixels = {0, -1, 0, 51, (byte) 204, 0, 102, (byte) 153, 0, -1, 0, 0};
      NDArray low = manager.create(ByteBuffer.wrap(pixels), new Shape(1, 2, 2, 3), DataType.UINT8);
      NDArray enlarged = program.run("enlarge", new NDList(low)).get(0);
      assertThat(enlarged.getShape()).isEqualTo(new Shape(1, 3, 8, 8));
      float[] red = enlarged.get("0,0").toFloatArray();
      // Corners are the pixels' own; a quarter pixel apart, without aligned corners.
      assertThat(red[0]).isEqualTo(-1f);
      assertThat(red[7]).isEqualTo(51 / 127.5f - 1);
      assertThat(red[63]).isEqualTo(1f);
      assertThat(red[3]).isCloseTo((0.625f * 0 + 0.375f * 51) / 127.5f - 1, within(1e-6f));
      assertThat(enlarged.get("0,1").toFloatArray()[0]).isEqualTo(1f);
      assertThat(enlarged.get("0,2").toFloatArray()).containsOnly(-1f);
    }
  }

  /** A step whose network predicts x_0, unclipped, gives back what the network gave. */
  @Test
  void stepsGiveTheNetworkTheirTimestepRescaledOrNot() throws IOException {
    for (boolean rescaled : new boolean[] {false, true}) {
      Denoiser denoiser = predictingStart(rescaled);
      try (Program program = TinyDenoisers.load(denoiser);
          NDManager manager = program.newManager()) {
        NDArray x = manager.linspace(-1, 1, 2 * 48).reshape(2, 3, 4, 4);
        for (int step = 0; step < denoiser.process().steps(); step++) {
          NDArray none = manager.full(new Shape(2), -1, DataType.INT64);
          NDList inputs = new NDList(x, manager.create(new long[] {step}), none);
          NDArray start = program.run("step", inputs).get(1);
          float timestep = denoiser.process().timestepMap()[step] * (rescaled ? 4f : 1f);
          NDArray timesteps = manager.full(new Shape(1), timestep, DataType.FLOAT32);
          NDArray expected = program.run("forward", new NDList(x, timesteps)).get(0);
          assertThat(start.toFloatArray()).isEqualTo(expected.toFloatArray());
        }
      }
    }
  }

  @Test
  void aClassifiersParametersComeWithGuidance() {
    assertThatThrownBy(
            () ->
                DenoiserProgram.write(
                    TinyDenoisers.guidedBase(), new RandomParameters(), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a classifier's parameters come with guidance");
  }

  private static Denoiser predictingStart(boolean rescaleTimesteps) {
    Denoiser given = TinyDenoisers.unconditional(new SamplingMethod.Ddim(0), Prediction.START_X, 3);
    return new Denoiser(
        given.unet(),
        given.precision(),
        DiffusionProcess.of(NoiseSchedule.COSINE, 250, "3"),
        new SamplerOptions(
            given.options().method(),
            Prediction.START_X,
            VarianceType.FIXED_SMALL,
            false,
            rescaleTimesteps),
        Optional.empty());
  }
}
