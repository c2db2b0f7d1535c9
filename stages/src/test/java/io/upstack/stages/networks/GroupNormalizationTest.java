package io.upstack.stages.networks;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against torch.group_norm of the same values in fp64. */
class GroupNormalizationTest {
  private static final int CHANNELS = 96;

  /**
   * Variances are taken as the mean square less the square of the mean: of the 24 bits of fp32, the
   * ratio of the two costs twice its own number. At a mean of 30 deviations that is 10 bits, and an
   * error of about 1e-4.
   */
  @ParameterizedTest
  @CsvSource({
    "0, 1, 2, 8, 2e-6",
    "0, 1, 1, 8, 2e-6",
    "3, 1, 2, 8, 5e-6",
    "30, 1, 2, 8, 3e-4",
    "-30, 1, 2, 16, 3e-4",
    "0, 0.001, 2, 8, 2e-6",
    "0, 1000, 2, 8, 2e-6"
  })
  void agreesWithGroupNormInFp64(
      double mean, double deviation, int batch, int size, double tolerance) throws IOException {
    try (Program program = program();
        NDManager manager = program.newManager()) {
      NDArray x = normals(manager, mean, deviation, new Shape(batch, CHANNELS, size, size));
      NDArray expected = program.run("expected", new NDList(x)).get(0);
      NDArray actual = program.run("actual", new NDList(x)).get(0);
      assertThat(Relative.error(actual, expected)).isLessThan(tolerance);
    }
  }

  @Test
  void modulationScalesAndShiftsWhatIsNormalized() throws IOException {
    try (Program program = program();
        NDManager manager = program.newManager()) {
      NDArray x = normals(manager, 1, 2, new Shape(3, CHANNELS, 4, 4));
      NDArray each = normals(manager, 0, 1, new Shape(3, 2 * CHANNELS));
      NDArray expected = program.run("modulated_expected", new NDList(x, each)).get(0);
      NDArray actual = program.run("modulated", new NDList(x, each)).get(0);
      assertThat(Relative.error(actual, expected)).isLessThan(5e-6);

      NDArray one = each.get("0:1");
      NDArray first = program.run("modulated", new NDList(x, one)).get(0).get("0:1");
      assertThat(Relative.error(first, expected.get("0:1"))).isLessThan(5e-6);
    }
  }

  /** The variance is 0, and the little that rounding leaves of it is multiplied by 300. */
  @Test
  void channelsWithoutSpreadGiveTheBias() throws IOException {
    try (Program program = program();
        NDManager manager = program.newManager()) {
      for (float constant : new float[] {0, 1, -0.7f, 30}) {
        NDArray x = manager.full(new Shape(2, CHANNELS, 8, 8), constant);
        NDArray expected = program.run("expected", new NDList(x)).get(0);
        NDArray actual = program.run("actual", new NDList(x)).get(0);
        float largest = actual.sub(expected).abs().max().getFloat();
        assertThat(largest)
            .as("constant %s", constant)
            .isLessThan(2e-4f * (1 + Math.abs(constant)));
      }
    }
  }

  @Test
  void halfPrecisionIsNormalizedInFp32() throws IOException {
    try (Program program = program();
        NDManager manager = program.newManager()) {
      // Squares of such values are beyond fp16.
      NDArray x = normals(manager, 0, 1000, new Shape(2, CHANNELS, 8, 8));
      NDArray expected = program.run("expected", new NDList(x)).get(0);
      NDArray actual = program.run("half", new NDList(x)).get(0);
      assertThat(Relative.error(actual, expected)).isLessThan(1e-3);
    }
  }

  private static NDArray normals(NDManager manager, double mean, double deviation, Shape shape) {
    Random random = new Random(20);
    float[] values = new float[(int) shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (mean + deviation * random.nextGaussian());
    }
    return manager.create(values, shape);
  }

  private static Program program() throws IOException {
    ProgramBuilder program = new ProgramBuilder("Normalization");
    Weights weights = new Weights(program, new RandomParameters(), "");
    AffineParameters parameters =
        new AffineParameters(
            weights.plain("norm.weight", Precision.FP32, CHANNELS),
            weights.plain("norm.bias", Precision.FP32, CHANNELS));
    actual(program.method("actual"), Precision.FP32, parameters);
    actual(program.method("half"), Precision.FP16, parameters);

    MethodBuilder modulated = program.method("modulated");
    FeatureMap map = channelsLast(modulated, modulated.parameter("x"), Precision.FP32);
    Value scaleAndShift = modulated.parameter("scale_and_shift");
    FeatureMap result =
        new GroupNormalization(modulated, Precision.FP32)
            .applyModulated(map, parameters, scaleAndShift);
    modulated.returns(modulated.evaluate("torch.contiguous(%s)", result.value()));

    MethodBuilder expected = program.method("expected");
    expected.returns(expected(expected, expected.parameter("x"), parameters));

    MethodBuilder both = program.method("modulated_expected");
    Value normalized = expected(both, both.parameter("x"), parameters);
    Value conditions =
        both.evaluate(
            "torch.unsqueeze(torch.unsqueeze(%s, -1), -1)", both.parameter("scale_and_shift"));
    both.returns(
        both.evaluate(
            "torch.add(torch.mul(%s, torch.add((torch.chunk(%s, 2, 1))[0], 1)),"
                + " (torch.chunk(%s, 2, 1))[1])",
            normalized, conditions, conditions));
    return TemporaryProgram.load(program, Device.cpu());
  }

  private static void actual(
      MethodBuilder method, Precision precision, AffineParameters parameters) {
    FeatureMap map = channelsLast(method, method.parameter("x"), precision);
    FeatureMap result = new GroupNormalization(method, precision).apply(map, parameters);
    method.returns(method.evaluate("torch.contiguous(torch.to(%s, 6))", result.value()));
  }

  private static FeatureMap channelsLast(MethodBuilder method, Value x, Precision precision) {
    return new FeatureMap(
        method.evaluate(
            "torch.contiguous(torch.to(%s, %d), memory_format=2)", x, precision.scalarType()),
        CHANNELS,
        8);
  }

  private static Value expected(MethodBuilder method, Value x, AffineParameters parameters) {
    return method.evaluate(
        "torch.to(torch.group_norm(torch.to(%s, 7), 32, torch.to(%s, 7), torch.to(%s, 7),"
            + " 1.0000000000000001e-05, False), 6)",
        x, parameters.weight(), parameters.bias());
  }
}
