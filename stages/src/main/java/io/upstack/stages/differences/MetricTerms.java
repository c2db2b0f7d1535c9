package io.upstack.stages.differences;

import static java.util.Locale.ROOT;

import io.upstack.stages.differences.Difference.Method;
import io.upstack.stages.metrics.ConfidenceInterval;
import io.upstack.stages.metrics.InceptionScore.ScoreTerms;
import io.upstack.stages.metrics.StratifiedJackknife;
import io.upstack.stages.metrics.kid.KernelStatistic;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * The values that a metric of one run was computed from, as far as the difference from another run
 * needs them. The arrays are not copied. Element i of an array belongs to sample i.
 */
@SuppressWarnings("ArrayRecordComponent")
public sealed interface MetricTerms {
  /** Returns the metric, or its logarithm for the Inception Score. */
  double value();

  /** Returns half the width of the metric's own interval, or nothing if it has no interval. */
  OptionalDouble halfWidth(double confidence);

  /**
   * Returns the difference from the terms of a run whose samples pair with these.
   *
   * @param confidence the confidence of the interval, above 0 and below 1
   * @throws IllegalArgumentException if the terms are of another metric or number of samples
   */
  Difference minus(MetricTerms other, double confidence);

  /**
   * The terms of FID, sFID or FD-infinity.
   *
   * @param values the metric of all samples, then the metric without each group of them; only the
   *     metric of all samples if there are too few for groups
   */
  record Groups(double[] values) implements MetricTerms {
    @Override
    public double value() {
      return values[0];
    }

    @Override
    public OptionalDouble halfWidth(double confidence) {
      return interval(values, confidence)
          .map(interval -> OptionalDouble.of(interval.width() / 2))
          .orElseGet(OptionalDouble::empty);
    }

    @Override
    public Difference minus(MetricTerms other, double confidence) {
      double[] others = ((Groups) other).values;
      requireSame(values.length, others.length, "groups");
      double[] differences =
          IntStream.range(0, values.length).mapToDouble(i -> values[i] - others[i]).toArray();
      return paired(differences[0], interval(differences, confidence), Method.GROUP_JACKKNIFE);
    }

    private static Optional<ConfidenceInterval> interval(double[] values, double confidence) {
      int groups = values.length - 1;
      if (groups < 2) {
        return Optional.empty();
      }
      double[] withoutEach = Arrays.copyOfRange(values, 1, values.length);
      double error = StratifiedJackknife.of(withoutEach).standardError();
      return Optional.of(ConfidenceInterval.studentT(values[0], error, groups - 1.0, confidence));
    }
  }

  /**
   * The terms of precision.
   *
   * @param inManifold [N] 1 for a sample in the manifold of the reference, else 0
   */
  record Inside(byte[] inManifold) implements MetricTerms {
    @Override
    public double value() {
      return (double) count(inManifold) / inManifold.length;
    }

    @Override
    public OptionalDouble halfWidth(double confidence) {
      double usual = ConfidenceInterval.wilson(value(), inManifold.length).width() / 2;
      return OptionalDouble.of(usual * widening(confidence));
    }

    /**
     * Returns the difference with an interval that counts one extra pair of each unlike kind
     * (Bonett and Price, 2012).
     */
    @Override
    public Difference minus(MetricTerms other, double confidence) {
      byte[] others = ((Inside) other).inManifold;
      requireSame(inManifold.length, others.length, "samples");
      int gained = 1;
      int lost = 1;
      for (int i = 0; i < others.length; i++) {
        gained += inManifold[i] & ~others[i] & 1;
        lost += others[i] & ~inManifold[i] & 1;
      }
      double pairs = others.length + 2.0;
      double centre = (gained - lost) / pairs;
      double error = Math.sqrt(((gained + lost) / pairs - centre * centre) / pairs);
      return paired(
          value() - other.value(),
          Optional.of(ConfidenceInterval.normal(centre, error, confidence)),
          Method.BONETT_AND_PRICE);
    }

    private static int count(byte[] values) {
      int count = 0;
      for (byte value : values) {
        count += value;
      }
      return count;
    }
  }

  /**
   * The terms of density.
   *
   * @param spheres [N] the number of spheres of reference images that contain the sample
   */
  record Spheres(int[] spheres, int k) implements MetricTerms {
    @Override
    public double value() {
      return Arrays.stream(spheres).average().orElseThrow() / k;
    }

    @Override
    public OptionalDouble halfWidth(double confidence) {
      return spheres.length < 2
          ? OptionalDouble.empty()
          : OptionalDouble.of(interval(spheres, k, confidence).width() / 2);
    }

    @Override
    public Difference minus(MetricTerms other, double confidence) {
      int[] others = ((Spheres) other).spheres;
      requireSame(spheres.length, others.length, "samples");
      int[] differences =
          IntStream.range(0, spheres.length).map(i -> spheres[i] - others[i]).toArray();
      return paired(
          value() - other.value(),
          spheres.length < 2 ? Optional.empty() : Optional.of(interval(differences, k, confidence)),
          Method.PAIRED_T);
    }

    private static ConfidenceInterval interval(int[] counts, int k, double confidence) {
      double mean = Arrays.stream(counts).average().orElseThrow();
      double squares = Arrays.stream(counts).mapToDouble(c -> (c - mean) * (c - mean)).sum();
      double degrees = counts.length - 1.0;
      double error = Math.sqrt(squares / degrees / counts.length) / k;
      return ConfidenceInterval.studentT(mean / k, error, degrees, confidence);
    }
  }

  /**
   * The terms of recall or coverage.
   *
   * @param images the number of images of the reference
   * @param counted the number of reference images that the metric counts
   * @param changes [N] how many more images are counted without the sample
   * @param ownHalfWidth half the width of the metric's own interval at 95%, if it has one
   */
  record Images(int images, long counted, int[] changes, OptionalDouble ownHalfWidth)
      implements MetricTerms {
    @Override
    public double value() {
      return (double) counted / images;
    }

    @Override
    public OptionalDouble halfWidth(double confidence) {
      return ownHalfWidth.isPresent()
          ? OptionalDouble.of(ownHalfWidth.getAsDouble() * widening(confidence))
          : OptionalDouble.empty();
    }

    /**
     * Returns the difference. Near 0 and 1 the jackknife's variance is several times too large, in
     * the same way for both metrics and for their difference. Therefore the intervals of both
     * metrics, which know that, give the width, and the jackknife only says which part of the
     * variance does not cancel.
     */
    @Override
    public Difference minus(MetricTerms other, double confidence) {
      Images others = (Images) other;
      requireSame(changes.length, others.changes.length, "samples");
      requireSame(images, others.images, "reference images");
      double difference = value() - other.value();
      OptionalDouble mine = halfWidth(confidence);
      OptionalDouble theirs = other.halfWidth(confidence);
      Optional<ConfidenceInterval> interval = Optional.empty();
      if (mine.isPresent() && theirs.isPresent()) {
        double unpaired = Math.hypot(mine.getAsDouble(), theirs.getAsDouble());
        double half = Math.min(unpaired, pairedHalfWidth(others, unpaired, confidence));
        interval = Optional.of(new ConfidenceInterval(difference - half, difference + half));
      }
      return paired(difference, interval, Method.DELETE_ONE_JACKKNIFE);
    }

    /**
     * Returns the half-width of the difference. If few pairs change anything, it is enlarged as if
     * there were two more like them. If none does, it is as if one pair changed one image.
     */
    private double pairedHalfWidth(Images others, double unpaired, double confidence) {
      double[] differences = new double[changes.length];
      int changing = 0;
      for (int i = 0; i < changes.length; i++) {
        differences[i] = (double) changes[i] - others.changes[i];
        changing += differences[i] == 0 ? 0 : 1;
      }
      if (changing == 0) {
        return ConfidenceInterval.studentT(0, 1.0 / images, changes.length - 1.0, confidence)
            .high();
      }
      double independent = variance(changes) + variance(others.changes);
      double shared = StratifiedJackknife.of(differences).variance() * (1 + 2.0 / changing);
      return unpaired * Math.sqrt(shared / independent);
    }

    private static double variance(int[] changes) {
      return StratifiedJackknife.of(Arrays.stream(changes).asDoubleStream().toArray()).variance();
    }
  }

  /** The terms of KID by the full U-statistic. */
  record Kernel(KernelStatistic statistic) implements MetricTerms {
    @Override
    public double value() {
      return statistic.value();
    }

    @Override
    public OptionalDouble halfWidth(double confidence) {
      return statistic.hasInterval()
          ? OptionalDouble.of(interval(0, statistic.jackknife(), confidence).width() / 2)
          : OptionalDouble.empty();
    }

    @Override
    public Difference minus(MetricTerms other, double confidence) {
      KernelStatistic others = ((Kernel) other).statistic;
      requireSame(statistic.samples(), others.samples(), "samples");
      double difference = value() - other.value();
      return paired(
          difference,
          statistic.hasInterval()
              ? Optional.of(
                  interval(difference, statistic.jackknife().minus(others.jackknife()), confidence))
              : Optional.empty(),
          Method.DELETE_ONE_JACKKNIFE);
    }

    private static ConfidenceInterval interval(
        double value, StratifiedJackknife jackknife, double confidence) {
      return ConfidenceInterval.studentT(
          value, jackknife.standardError(), jackknife.degreesOfFreedom(), confidence);
    }
  }

  /**
   * The terms of the logarithm of the Inception Score. The difference of two scores is the
   * difference of the mean logarithms of their splits.
   */
  record Scores(List<ScoreTerms> splits) implements MetricTerms {
    @Override
    public double value() {
      return splits.stream().mapToDouble(ScoreTerms::logarithm).average().orElseThrow();
    }

    @Override
    public OptionalDouble halfWidth(double confidence) {
      return OptionalDouble.of(interval(0, jackknife(), confidence).width() / 2);
    }

    @Override
    public Difference minus(MetricTerms other, double confidence) {
      double difference = value() - other.value();
      return paired(
          difference,
          Optional.of(
              interval(difference, jackknife().minus(((Scores) other).jackknife()), confidence)),
          Method.DELETE_ONE_JACKKNIFE);
    }

    /** Returns a jackknife that takes the splits as independent strata. */
    private StratifiedJackknife jackknife() {
      return new StratifiedJackknife(
          splits.stream()
              .map(
                  split ->
                      Arrays.stream(split.changes()).map(each -> each / splits.size()).toArray())
              .toList());
    }

    private static ConfidenceInterval interval(
        double value, StratifiedJackknife jackknife, double confidence) {
      return ConfidenceInterval.studentT(
          value, jackknife.standardError(), jackknife.degreesOfFreedom(), confidence);
    }
  }

  private static Difference paired(
      double value, Optional<ConfidenceInterval> interval, Method method) {
    return new Difference(value, interval, method, Optional.empty());
  }

  private static void requireSame(int first, int second, String what) {
    if (first != second) {
      throw new IllegalArgumentException(
          String.format(ROOT, "%d and %d %s do not pair", first, second, what));
    }
  }

  /** Returns how much wider an interval of this confidence is than an interval of 95%. */
  private static double widening(double confidence) {
    return ConfidenceInterval.normal(0, 1, confidence).width()
        / ConfidenceInterval.normal(0, 1, ConfidenceInterval.CONFIDENCE).width();
  }
}
