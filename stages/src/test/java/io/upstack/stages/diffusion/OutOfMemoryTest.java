package io.upstack.stages.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.common.primitives.ImmutableLongArray;
import io.upstack.stages.programs.BatchParts;
import io.upstack.stages.programs.DeviceMemoryException;
import io.upstack.stages.programs.InterruptedWorkException;
import io.upstack.stages.programs.Program;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Micro-batches of networks that say, as libtorch does, that they have not enough memory. */
class OutOfMemoryTest {
  private static final Denoiser BASE = TinyDenoisers.guidedBase();
  private static final Denoiser UPSAMPLER = TinyDenoisers.upsampler();

  @ParameterizedTest
  @CsvSource({
    "step, x, 3, 1",
    "step, x, 2, 2",
    "step, x, 1, 3",
    "noise, samples, 2, 2",
    "images, x, 4, 1"
  })
  void samplesOfHalvedBatchesAgreeWithinAGreyLevel(
      String method, String parameter, int most, int halvings) throws IOException {
    try (Program whole = TinyDenoisers.load(BASE);
        Program limited = TinyDenoisers.limited(BASE, method, parameter, most)) {
      byte[] expected = images(new Sampler(SamplingStage.BASE, BASE, whole, 9), base(6));
      BatchParts parts = new BatchParts();
      SampledBatch made = new Sampler(SamplingStage.BASE, BASE, limited, 9).sample(base(6), parts);
      assertAgree(bytes(made.images()), expected);
      assertThat(parts.halvings()).isEqualTo(halvings);
      assertThat(made.stepTimes().steps()).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @CsvSource({"step, x, 2", "enlarge, low_res, 1"})
  void soDoThoseOfAnUpsampler(String method, String parameter, int most) throws IOException {
    try (Program whole = TinyDenoisers.load(UPSAMPLER);
        Program limited = TinyDenoisers.limited(UPSAMPLER, method, parameter, most)) {
      byte[] expected =
          images(new Sampler(SamplingStage.UPSAMPLE, UPSAMPLER, whole, 9), upsampled(5));
      BatchParts parts = new BatchParts();
      Sampler sampler = new Sampler(SamplingStage.UPSAMPLE, UPSAMPLER, limited, 9);
      assertAgree(bytes(sampler.sample(upsampled(5), parts).images()), expected);
      assertThat(parts.halvings()).isPositive();
    }
  }

  @Test
  void whatIsHalvedOnceStaysHalvedForTheShard() throws IOException {
    try (Program limited = TinyDenoisers.limited(BASE, "step", "x", 4)) {
      Sampler sampler = new Sampler(SamplingStage.BASE, BASE, limited, 9);
      BatchParts parts = new BatchParts();
      byte[] first = bytes(sampler.sample(base(6), parts).images());
      assertThat(bytes(sampler.sample(base(6), parts).images())).isEqualTo(first);
      assertThat(parts.halvings()).isEqualTo(1);
    }
  }

  @Test
  void whoIsInterruptedLeavesBeforeTheNextStep() throws IOException {
    try (Program program = TinyDenoisers.load(BASE)) {
      Sampler sampler = new Sampler(SamplingStage.BASE, BASE, program, 9);
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> sampler.sample(base(2)))
          .isInstanceOf(InterruptedWorkException.class)
          .hasMessage("interrupted before step 2 of base");
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void aSingleSampleThatDoesNotFitIsAnErrorThatSaysWhatToDo() throws IOException {
    try (Program limited = TinyDenoisers.limited(BASE, "step", "x", 0)) {
      Sampler sampler = new Sampler(SamplingStage.BASE, BASE, limited, 9);
      assertThatThrownBy(() -> sampler.sample(base(4)))
          .isInstanceOf(DeviceMemoryException.class)
          .hasMessageStartingWith(
              "a single sample does not fit into the memory of cpu, and a micro-batch can't be"
                  + " smaller: end what else uses the device, or take one with more memory (")
          .hasMessageContaining("DefaultCPUAllocator: can't allocate memory");
    }
  }

  /** The input of a call is 4 MB: 200 that were kept would show. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void callsThatFailLeaveNothingInNativeMemory() throws IOException {
    try (Program limited = TinyDenoisers.limited(BASE, "images", "x", 0)) {
      failOften(limited, 20);
      long before = residentKilobytes();
      failOften(limited, 200);
      assertThat(residentKilobytes() - before).isLessThan(200_000);
    }
  }

  private static void failOften(Program program, int times) {
    for (int time = 0; time < times; time++) {
      try (NDManager manager = program.newManager()) {
        NDList inputs = new NDList(manager.ones(new Shape(4, 1 << 12, 8, 8)));
        assertThatThrownBy(() -> program.run("images", inputs))
            .isInstanceOf(DeviceMemoryException.class)
            .hasMessageStartingWith("cpu has not enough memory: ");
      }
    }
  }

  private static void assertAgree(byte[] made, byte[] expected) {
    assertThat(made).hasSameSizeAs(expected);
    for (int i = 0; i < made.length; i++) {
      int difference = Byte.toUnsignedInt(made[i]) - Byte.toUnsignedInt(expected[i]);
      assertThat(Math.abs(difference)).as("grey levels at %d", i).isLessThanOrEqualTo(1);
    }
  }

  private static byte[] images(Sampler sampler, MicroBatch batch) {
    return bytes(sampler.sample(batch).images());
  }

  private static byte[] bytes(ByteBuffer images) {
    byte[] bytes = new byte[images.remaining()];
    images.get(bytes);
    return bytes;
  }

  private static MicroBatch base(int samples) {
    return new MicroBatch(indices(samples), Optional.of(labels(samples)), Optional.empty());
  }

  private static MicroBatch upsampled(int samples) {
    byte[] pixels = new byte[samples * 4 * 4 * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i * 37);
    }
    return new MicroBatch(
        indices(samples),
        Optional.of(labels(samples)),
        Optional.of(new MicroBatch.LowResolution(ByteBuffer.wrap(pixels), 4)));
  }

  private static ImmutableLongArray indices(int samples) {
    return ImmutableLongArray.copyOf(LongStream.range(100, 100 + samples));
  }

  private static ImmutableLongArray labels(int samples) {
    long[] labels = new long[samples];
    Arrays.setAll(labels, i -> i % TinyDenoisers.CLASSES);
    return ImmutableLongArray.copyOf(labels);
  }

  private static long residentKilobytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .sum();
  }
}
