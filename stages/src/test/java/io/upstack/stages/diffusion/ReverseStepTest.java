package io.upstack.stages.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.upstack.stages.programs.MethodBuilder;
import io.upstack.stages.programs.Program;
import io.upstack.stages.programs.ProgramBuilder;
import io.upstack.stages.programs.TemporaryProgram;
import io.upstack.stages.programs.Value;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.GenerationMode;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.assertj.core.data.Offset;

/** Every combination of options at the first, a middle and the last step. */
class ReverseStepTest {
  private static final DiffusionProcess PROCESS =
      DiffusionProcess.of(NoiseSchedule.COSINE, 1000, "10");
  private static final int SAMPLES = 2;
  private static final int PIXELS = 9;
  private static final int NUMBERS = SAMPLES * 3 * PIXELS;

  @Provide
  static Arbitrary<SamplingMethod> methods() {
    return Arbitraries.of(
        new SamplingMethod.Ddpm(),
        new SamplingMethod.Ddim(0),
        new SamplingMethod.Ddim(0.5),
        new SamplingMethod.Ddim(1));
  }

  @Provide
  static Arbitrary<Double> temperatures() {
    return Arbitraries.of(1.0, 0.7);
  }

  @Property(generation = GenerationMode.EXHAUSTIVE)
  void agreesWithTheLiteralStep(
      @ForAll("methods") SamplingMethod method,
      @ForAll Prediction prediction,
      @ForAll VarianceType variance,
      @ForAll boolean clipDenoised,
      @ForAll boolean guided,
      @ForAll("temperatures") double temperature)
      throws IOException {
    SamplerOptions options =
        new SamplerOptions(method, prediction, variance, clipDenoised, false, temperature);
    try (Program program = program(options, guided);
        NDManager manager = program.newManager()) {
      for (int t : List.of(0, 1, 4, 9)) {
        assertStep(program, manager, options, guided, t);
      }
    }
  }

  private static void assertStep(
      Program program, NDManager manager, SamplerOptions options, boolean guided, int t) {
    boolean learned = options.variance() == VarianceType.LEARNED_RANGE;
    int outputChannels = learned ? 6 : 3;
    float[] x = normals(1, NUMBERS);
    float[] output = normals(2, SAMPLES * outputChannels * PIXELS);
    float[] gradient = normals(3, NUMBERS);
    float[] noise = normals(4, NUMBERS);
    NDList inputs =
        new NDList(
            image(manager, x, 3),
            manager.create(new long[] {t}),
            image(manager, output, outputChannels),
            image(manager, gradient, 3),
            image(manager, noise, 3));
    NDList results = program.run("step", inputs);
    float[] samples = results.get(0).toFloatArray();
    float[] starts = results.get(1).toFloatArray();

    LiteralStep literal = new LiteralStep(PROCESS, options, t);
    for (int i = 0; i < NUMBERS; i++) {
      int sample = i / (3 * PIXELS);
      int rest = i % (3 * PIXELS);
      int mean = sample * outputChannels * PIXELS + rest;
      float varianceOutput = learned ? output[mean + 3 * PIXELS] : 0;
      LiteralStep.Result expected =
          literal.take(
              x[i],
              output[mean],
              varianceOutput,
              guided ? Optional.of((double) gradient[i]) : Optional.empty(),
              (float) (options.temperature() * noise[i]));
      String description = "%s, step %d, number %d".formatted(options, t, i);
      assertThat((double) samples[i]).as(description).isCloseTo(expected.sample(), near(expected));
      assertThat((double) starts[i])
          .as(description)
          .isCloseTo(expected.predictedStart(), near(expected));
    }
  }

  /** Where little signal is left, an unclipped prediction of x_0 is large, and its rounding too. */
  private static Offset<Double> near(LiteralStep.Result expected) {
    double scale =
        Math.max(1, Math.max(Math.abs(expected.sample()), Math.abs(expected.predictedStart())));
    return within(2e-5 * scale);
  }

  private static NDArray image(NDManager manager, float[] values, int channels) {
    return manager.create(values, new Shape(SAMPLES, channels, 3, 3));
  }

  private static float[] normals(int seed, int count) {
    Random random = new Random(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /** The step alone: what the network and the classifier give are its inputs. */
  private static Program program(SamplerOptions options, boolean guided) throws IOException {
    ProgramBuilder program = new ProgramBuilder("Step");
    Coefficients coefficients = new Coefficients(PROCESS, options);
    Value table = coefficients.declare(program);
    MethodBuilder method = program.method("step");
    Value x = method.parameter("x");
    Value t = method.parameter("t");
    Value output = method.parameter("output");
    Value gradient = method.parameter("gradient");
    Value noise = method.parameter("noise");
    ReverseStep.Result result =
        new ReverseStep(method, options, coefficients.row(method, table, t))
            .write(
                x,
                output,
                3,
                guided ? Optional.of(gradient) : Optional.empty(),
                options.method().isStochastic() ? Optional.of(noise) : Optional.empty());
    method.returns(result.sample(), result.predictedStart());
    return TemporaryProgram.load(program, Device.cpu());
  }
}
