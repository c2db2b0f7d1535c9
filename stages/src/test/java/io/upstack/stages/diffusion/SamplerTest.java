package io.upstack.stages.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import com.google.common.primitives.ImmutableLongArray;
import io.upstack.stages.networks.Parameters;
import io.upstack.stages.networks.RandomParameters;
import io.upstack.stages.programs.Constants;
import io.upstack.stages.programs.MethodBuilder;
import io.upstack.stages.programs.Program;
import io.upstack.stages.programs.ProgramBuilder;
import io.upstack.stages.programs.TemporaryProgram;
import io.upstack.stages.programs.Value;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class SamplerTest {
  private static final int IMAGE = 4 * 4 * 3;
  private static final Denoiser NOISY =
      TinyDenoisers.unconditional(new SamplingMethod.Ddpm(), Prediction.EPSILON, 5);

  @Test
  void aSampleDoesNotDependOnThoseBesideIt() throws IOException {
    Denoiser denoiser = TinyDenoisers.guidedBase();
    try (Program program = TinyDenoisers.load(denoiser)) {
      Sampler sampler = new Sampler(SamplingStage.BASE, denoiser, program, 9);
      byte[] among = images(sampler, labelled(7, 8, 9, 10));
      assertThat(images(sampler, labelled(7, 108, 109, 110))).startsWith(image(among, 0));
      byte[] moved = images(sampler, labelled(200, 201, 10, 8));
      assertThat(image(moved, 2)).isEqualTo(image(among, 3));
      assertThat(image(moved, 3)).isEqualTo(image(among, 1));
      assertThat(images(sampler, labelled(7, 8, 9, 10))).isEqualTo(among);
    }
  }

  @Test
  void seedsAndStagesTellSamplesApart() throws IOException {
    Denoiser denoiser = TinyDenoisers.guidedBase();
    try (Program program = TinyDenoisers.load(denoiser)) {
      byte[] images = images(new Sampler(SamplingStage.BASE, denoiser, program, 9), labelled(7, 8));
      assertThat(images(new Sampler(SamplingStage.BASE, denoiser, program, 10), labelled(7, 8)))
          .isNotEqualTo(images);
      assertThat(images(new Sampler(SamplingStage.UPSAMPLE, denoiser, program, 9), labelled(7, 8)))
          .isNotEqualTo(images);
      assertThat(image(images, 0)).isNotEqualTo(image(images, 1));
    }
  }

  /** A step that is its noise: what comes out is the draw of step 0, number 1 of the stage. */
  @Test
  void everyStepHasADrawOfItsStage() throws IOException {
    for (SamplingStage stage : SamplingStage.values()) {
      try (Program program = fake("torch.add(v0, 0)");
          NDManager manager = program.newManager()) {
        Sampler sampler = new Sampler(stage, NOISY, program, -3);
        byte[] images = images(sampler, unlabelled(5, 6));
        NDArray key = manager.create(new long[] {0xFFFFFFFDL, 0xFFFFFFFFL});
        long draw = stage.number() * 0x1000000L + 1;
        NDArray noise =
            program
                .run(
                    "noise",
                    new NDList(
                        key, manager.create(new long[] {5, 6}), manager.create(new long[] {draw})))
                .get(0);
        assertThat(program.run("images", new NDList(noise)).get(0).toByteArray()).isEqualTo(images);
      }
    }
  }

  @Test
  void aNumberThatIsNotFiniteStopsTheShardWithItsPlace() throws IOException {
    // Step 2 of 5 is timestep 500 of 1000; the second row of the batch is sample 77.
    String notFinite =
        "torch.mul(v0, torch.where(torch.logical_and(torch.eq(t, 2),"
            + " torch.eq(torch.reshape(torch.arange(0, torch.size(x, 0), dtype=4),"
            + " [-1, 1, 1, 1]), 1)), self.not_a_number, self.one))";
    try (Program program = fake(notFinite)) {
      Sampler sampler = new Sampler(SamplingStage.UPSAMPLE, NOISY, program, 0);
      assertThatThrownBy(() -> sampler.sample(unlabelled(76, 77, 78)))
          .isInstanceOf(NonFiniteSampleException.class)
          .hasMessage(
              "upsample: step 2 (timestep 500) gave a number that is not finite for sample 77;"
                  + " the checkpoint may be damaged, or half precision may overflow (use_fp16)");
    }
  }

  @Test
  void aDamagedWeightIsFoundAtTheFirstStep() throws IOException {
    Denoiser denoiser = TinyDenoisers.guidedBase();
    Parameters random = new RandomParameters();
    double[] table = new double[TinyDenoisers.CLASSES * 128];
    table[2 * 128 + 5] = Double.NaN;
    Parameters damaged =
        (name, shape, type) ->
            name.equals("label_emb.weight")
                ? Constants.float32(List.of((long) TinyDenoisers.CLASSES, 128L), table)
                : random.get(name, shape, type);
    try (Program program = TinyDenoisers.load(denoiser, damaged)) {
      Sampler sampler = new Sampler(SamplingStage.BASE, denoiser, program, 0);
      // Labels are samples modulo 4, so that only sample 10 is of class 2.
      assertThatThrownBy(() -> sampler.sample(labelled(8, 9, 10, 11)))
          .isInstanceOf(NonFiniteSampleException.class)
          .hasMessage(
              "base: step 2 (timestep 999) gave a number that is not finite for sample 10;"
                  + " the checkpoint may be damaged, or half precision may overflow (use_fp16)");
    }
  }

  @Test
  void stepsAndModelTimeAreCounted() throws IOException {
    try (Program program = TinyDenoisers.load(NOISY)) {
      Sampler sampler = new Sampler(SamplingStage.BASE, NOISY, program, 0);
      long start = System.nanoTime();
      SampledBatch batch = sampler.sample(unlabelled(1, 2));
      double wallSeconds = (System.nanoTime() - start) / 1e9;
      assertThat(batch.modelSeconds()).isPositive().isLessThan(wallSeconds);
      assertThat(batch.stepTimes().steps()).isEqualTo(5);
      assertThat(seconds(batch.stepTimes()))
          .isCloseTo(batch.modelSeconds(), Percentage.withPercentage(10));
      assertThat(batch.images().remaining()).isEqualTo(2 * IMAGE);
    }
  }

  @Test
  void whatTheStageNeedsIsAskedFor() throws IOException {
    Denoiser denoiser = TinyDenoisers.upsampler();
    try (Program program = TinyDenoisers.load(denoiser)) {
      Sampler sampler = new Sampler(SamplingStage.UPSAMPLE, denoiser, program, 0);
      assertThatThrownBy(() -> sampler.sample(labelled(1, 2)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("upsample needs labels: true, images: true");
    }
  }

  private static double seconds(StepTimes times) {
    return times.counts().entrySet().stream()
        .mapToDouble(entry -> entry.getKey() * entry.getValue() / 1e6)
        .sum();
  }

  private static byte[] images(Sampler sampler, MicroBatch batch) {
    ByteBuffer images = sampler.sample(batch).images();
    byte[] bytes = new byte[images.remaining()];
    images.get(bytes);
    return bytes;
  }

  private static byte[] image(byte[] images, int index) {
    return Arrays.copyOfRange(images, index * IMAGE, (index + 1) * IMAGE);
  }

  private static MicroBatch unlabelled(long... samples) {
    return new MicroBatch(ImmutableLongArray.copyOf(samples), Optional.empty(), Optional.empty());
  }

  private static MicroBatch labelled(long... samples) {
    ImmutableLongArray labels =
        ImmutableLongArray.copyOf(
            Arrays.stream(samples).map(sample -> sample % TinyDenoisers.CLASSES));
    return new MicroBatch(
        ImmutableLongArray.copyOf(samples), Optional.of(labels), Optional.empty());
  }

  /** A program of the real noise, whose step is an expression of x, t and, as v0, the noise. */
  private static Program fake(String expression) throws IOException {
    ProgramBuilder program = new ProgramBuilder("Fake");
    program.tensor("one", Constants.float32(List.of(1L), 1));
    program.tensor("not_a_number", Constants.float32(List.of(1L), Double.NaN));
    NoiseProgram.write(program, 3, 4);

    MethodBuilder step = program.method("step");
    step.parameter("x");
    Value t = step.parameter("t");
    Value before = step.parameter("first_bad");
    step.evaluate("%s", step.parameter("noise"));
    Value sample = step.evaluate("%s", expression);
    Value bad = step.evaluate("torch.any(torch.flatten(torch.isnan(%s), 1), 1)", sample);
    Value first =
        step.evaluate(
            "torch.where(torch.logical_and(torch.lt(%s, 0), %s), %s, %s)", before, bad, t, before);
    step.returns(sample, sample, first);

    MethodBuilder images = program.method("images");
    images.returns(
        images.evaluate(
            "torch.contiguous(torch.permute(torch.to(torch.mul(torch.add(%s, 8), 15), 0),"
                + " [0, 2, 3, 1]))",
            images.parameter("x")));
    return TemporaryProgram.load(program, Device.cpu());
  }
}
