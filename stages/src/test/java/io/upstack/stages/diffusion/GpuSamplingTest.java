package io.upstack.stages.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.primitives.ImmutableLongArray;
import io.upstack.stages.devices.ComputeDevice;
import io.upstack.stages.devices.VisibleDevices;
import io.upstack.stages.networks.Precision;
import io.upstack.stages.programs.BatchParts;
import io.upstack.stages.programs.Program;
import io.upstack.stages.programs.TorchEngine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests what only a GPU can show. */
class GpuSamplingTest {
  private static final int SAMPLES = 8;

  /** The mean change of samples of three steps by TF32 convolutions and fp16 sums. */
  private static final double MEAN_GREY_LEVELS = 4;

  @BeforeEach
  void requireGpu() {
    assumeTrue(
        TorchEngine.gpuCount() > 0,
        "this machine's libtorch sees no CUDA device: a GPU's samples can't be compared with a"
            + " CPU's, nor can its memory run out");
  }

  @Test
  void samplesOfAGpuAreThoseOfACpu() throws IOException {
    Denoiser denoiser = TinyDenoisers.guidedBase();
    assertClose(images(denoiser, gpu()), images(denoiser, ComputeDevice.CPU));
  }

  @Test
  void soAreThoseInHalfPrecision() throws IOException {
    Denoiser full = TinyDenoisers.guidedBase();
    Denoiser half =
        new Denoiser(full.unet(), Precision.FP16, full.process(), full.options(), full.guidance());
    byte[] made = images(half, gpu());
    assertClose(made, images(full, ComputeDevice.CPU));
    assertThat(images(half, gpu())).as("made again").isEqualTo(made);
  }

  @Test
  void aBatchThatDoesNotFitIsHalved() throws IOException {
    Denoiser denoiser = TinyDenoisers.guidedBase();
    byte[] whole = images(denoiser, gpu());
    try (Program program = TinyDenoisers.limited(denoiser, "step", "x", 3, gpu().engineDevice())) {
      BatchParts parts = new BatchParts();
      Sampler sampler = new Sampler(SamplingStage.BASE, denoiser, program, 9);
      SampledBatch made = sampler.sample(batch(), parts);
      assertClose(bytes(made.images()), whole);
      assertThat(made.stepTimes().steps()).isEqualTo(3);
      assertThat(made.stepTimes().quantile(0).getAsInt()).isPositive();
      assertThat(parts.halvings()).isEqualTo(2);
    }
  }

  private static ComputeDevice gpu() {
    return VisibleDevices.named("cuda").get(0);
  }

  private static byte[] images(Denoiser denoiser, ComputeDevice device) throws IOException {
    try (Program program = TinyDenoisers.load(denoiser, device.engineDevice())) {
      assertThat(program.device()).isEqualTo(device.name());
      return bytes(new Sampler(SamplingStage.BASE, denoiser, program, 9).sample(batch()).images());
    }
  }

  private static void assertClose(byte[] made, byte[] expected) {
    assertThat(made).hasSameSizeAs(expected);
    long sum = 0;
    for (int i = 0; i < made.length; i++) {
      sum += Math.abs(Byte.toUnsignedInt(made[i]) - Byte.toUnsignedInt(expected[i]));
    }
    assertThat((double) sum / made.length).isLessThan(MEAN_GREY_LEVELS);
  }

  private static MicroBatch batch() {
    long[] labels = new long[SAMPLES];
    Arrays.setAll(labels, i -> i % TinyDenoisers.CLASSES);
    return new MicroBatch(
        ImmutableLongArray.copyOf(LongStream.range(0, SAMPLES)),
        Optional.of(ImmutableLongArray.copyOf(labels)),
        Optional.empty());
  }

  private static byte[] bytes(ByteBuffer images) {
    byte[] bytes = new byte[images.remaining()];
    images.get(bytes);
    return bytes;
  }
}
