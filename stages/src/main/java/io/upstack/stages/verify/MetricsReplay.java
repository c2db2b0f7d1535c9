package io.upstack.stages.verify;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.upstack.stages.arrays.NpzFile;
import io.upstack.stages.evaluate.MetricsCalculator;
import io.upstack.stages.metrics.FeatureBatch;
import io.upstack.stages.metrics.Features;
import io.upstack.stages.metrics.MetricProgram;
import io.upstack.stages.metrics.MetricSettings;
import io.upstack.stages.metrics.MetricValues;
import io.upstack.stages.metrics.StoredStatistics;
import io.upstack.stages.programs.TorchEngine;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** The metrics of features ref and sample, logits being sample times softmax_weight in fp32. */
record MetricsReplay(CaseFolder folder, MetricSettings settings, MetricValues expected)
    implements Replay {
  /** Reads what is expected; numbers that describe the case, such as n_ref, are passed over. */
  static MetricsReplay read(CaseFolder folder, FlagReader flags) {
    MetricSettings published = MetricSettings.PUBLISHED;
    MetricSettings settings =
        new MetricSettings(
            flags.positive("inception_split_size", published.inceptionSplitSize()),
            flags.positive("k", published.neighbours()));
    MetricValues expected =
        new MetricValues(
            required(flags, "fid"),
            OptionalDouble.empty(),
            required(flags, "inception_score"),
            required(flags, "precision"),
            required(flags, "recall"));
    return new MetricsReplay(folder, settings, expected);
  }

  private static OptionalDouble required(FlagReader flags, String name) {
    OptionalDouble value = flags.optionalNumber(name);
    if (value.isEmpty()) {
      flags.problem(name, "is missing, expected the recorded number");
    }
    return value;
  }

  @Override
  public List<ArrayComparison> run() throws IOException {
    try (NpzFile file = folder.arrays("features.npz");
        NDManager manager = TorchEngine.newManager(Device.cpu())) {
      RecordedArrays recorded = new RecordedArrays(file, manager);
      NDArray samples = recorded.get("sample");
      Features logits = features(samples.matMul(recorded.get("softmax_weight")));
      return compare(features(recorded.get("ref")), features(samples), logits);
    }
  }

  private List<ArrayComparison> compare(Features reference, Features samples, Features logits)
      throws IOException {
    try (MetricProgram program = MetricProgram.open(Device.cpu());
        MetricsCalculator calculator =
            new MetricsCalculator(program, settings, StoredStatistics.none())) {
      calculator.addReference(new FeatureBatch(reference, Optional.empty(), Optional.empty()));
      calculator.addSamples(new FeatureBatch(samples, Optional.empty(), Optional.of(logits)));
      MetricValues values = calculator.finish();
      boolean singular = Math.min(reference.rows(), samples.rows()) <= samples.width();
      double fidTolerance = singular ? Tolerances.RANK_DEFICIENT : Tolerances.METRIC;
      return List.of(
          relative("fid", values.fid(), expected.fid(), fidTolerance),
          relative(
              "inception_score",
              values.inceptionScore(),
              expected.inceptionScore(),
              Tolerances.METRIC),
          fraction("precision", values.precision(), expected.precision(), samples.rows()),
          fraction("recall", values.recall(), expected.recall(), reference.rows()));
    }
  }

  private static ArrayComparison relative(
      String name, OptionalDouble actual, OptionalDouble recorded, double tolerance) {
    return ArrayComparison.relative(name, values(actual), values(recorded), tolerance);
  }

  /** Exact up to one of {@code count}, and the rounding of a fraction. */
  private static ArrayComparison fraction(
      String name, OptionalDouble actual, OptionalDouble recorded, int count) {
    double tolerance = 1.0 / count + Math.ulp(1.0);
    return ArrayComparison.absolute(
        name + " [fraction]", values(actual), values(recorded), tolerance);
  }

  private static double[] values(OptionalDouble value) {
    return new double[] {value.orElseThrow()};
  }

  private static Features features(NDArray values) {
    int rows = Math.toIntExact(values.getShape().get(0));
    int width = Math.toIntExact(values.getShape().get(1));
    return Features.of(rows, width, values.toType(DataType.FLOAT32, false).toFloatArray());
  }
}
