package io.upstack.stages.metrics.frechet;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.upstack.stages.metrics.ConfidenceInterval;
import io.upstack.stages.metrics.FrechetDistance;
import io.upstack.stages.metrics.MetricProgram;
import io.upstack.stages.metrics.ReferenceRoot;
import io.upstack.stages.metrics.SampleMoments;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Intervals cover the truth in 90 of 100 repeats. */
class FrechetCoverageTest {
  private static final int REPEATS = 100;

  /** So many that the error of their mean is a fortieth of what one interval allows for. */
  private static final int SIMULATIONS = 2000;

  private static MetricProgram program;
  private static FrechetDistance distance;

  @BeforeAll
  static void open() throws IOException {
    program = MetricProgram.open(Device.cpu());
    distance = new FrechetDistance(program);
  }

  @AfterAll
  static void close() {
    program.close();
  }

  /** Of the expectation at this number of samples, from an independent simulation. */
  @ParameterizedTest
  @CsvSource({
    "4, 1, 200, 1.5, 0.5",
    "4, 1, 200, 1, 0",
    "4, 1, 50, 1.5, 0.5",
    "4, 1, 50, 1, 0",
    "12, 1, 60, 1.3, 0.2",
    "12, 0, 60, 1, 0",
    "8, 2, 1000, 1.2, 0.1",
    "1, 0, 100, 2, 1"
  })
  void ofTheDistance(int width, double decay, int samples, double scale, double shift) {
    GaussianModel model = GaussianModel.decaying(width, decay, scale, shift);
    ReferenceRoot root = distance.rootOf(GaussianModel.decaying(width, decay, 1, 0).statistics());
    Random simulation = new Random(77_001);
    double expectation = 0;
    for (int i = 0; i < SIMULATIONS; i++) {
      List<SampleMoments> groups = model.draw(simulation, samples, 1);
      expectation += distance(groups, GroupSubset.range(0, 1), root).distance() / SIMULATIONS;
    }
    FrechetPlan plan = FrechetPlan.ofDistance(samples);
    int covered = 0;
    for (int repeat = 0; repeat < REPEATS; repeat++) {
      ConfidenceInterval interval =
          estimates(plan, model.draw(new Random(repeat), samples, 10), root)
              .distance()
              .interval()
              .orElseThrow();
      covered += interval.contains(expectation) ? 1 : 0;
    }

    assertThat(covered).isGreaterThanOrEqualTo(90);
  }

  /** Of the distance of the populations, which no number of samples enters. */
  @ParameterizedTest
  @CsvSource({
    "4, 1, 80, 1.5, 0.5",
    "4, 1, 80, 1, 0",
    "4, 1, 1000, 1.5, 0.5",
    "16, 1, 320, 1.3, 0.2",
    "16, 1, 320, 1, 0",
    "16, 0, 320, 1, 0",
    "1, 0, 100, 2, 1",
    "32, 1, 640, 1, 0"
  })
  void ofInfinitelyManySamples(int width, double decay, int samples, double scale, double shift) {
    GaussianModel model = GaussianModel.decaying(width, decay, scale, shift);
    GaussianModel reference = GaussianModel.decaying(width, decay, 1, 0);
    ReferenceRoot root = distance.rootOf(reference.statistics());
    FrechetPlan plan = FrechetPlan.withExtrapolation(samples, width);
    double truth = model.distanceTo(reference);
    int covered = 0;
    for (int repeat = 0; repeat < REPEATS; repeat++) {
      ConfidenceInterval interval =
          estimates(plan, model.draw(new Random(repeat), samples, 10), root)
              .infinity()
              .interval()
              .orElseThrow();
      covered += interval.contains(truth) ? 1 : 0;
    }

    assertThat(covered).isGreaterThanOrEqualTo(90);
  }

  private static FrechetEstimates estimates(
      FrechetPlan plan, List<SampleMoments> groups, ReferenceRoot root) {
    return plan.estimates(
        plan.subsets().stream().map(subset -> distance(groups, subset, root)).toList());
  }

  private static SubsetDistance distance(
      List<SampleMoments> groups, GroupSubset subset, ReferenceRoot root) {
    SampleMoments moments =
        SampleMoments.merged(subset.groups().stream().map(groups::get).toList());
    return new SubsetDistance(
        subset, moments.count(), distance.between(moments.statistics(), root).distance());
  }
}
