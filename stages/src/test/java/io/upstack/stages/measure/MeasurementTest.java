package io.upstack.stages.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import io.upstack.proto.FeatureSet;
import io.upstack.proto.Metrics;
import io.upstack.proto.RunConfiguration;
import io.upstack.proto.SampleNeighbours;
import io.upstack.proto.SampleNeighbours.Selection;
import io.upstack.proto.WorkOrder;
import io.upstack.stages.differences.Difference;
import io.upstack.stages.differences.RunTerms;
import io.upstack.stages.metrics.FeatureBatch;
import io.upstack.stages.metrics.FrechetDistance;
import io.upstack.stages.metrics.GaussianStatistics;
import io.upstack.stages.metrics.MetricProgram;
import io.upstack.stages.metrics.StatisticsAccumulator;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasurementTest {
  @TempDir private Path folder;

  private MeasuredSets sets;
  private FeatureSet samples;
  private FeatureSet reference;

  @BeforeEach
  void keepFeatures() throws IOException {
    sets = new MeasuredSets(folder);
    samples = sets.keep("run", "aa", MeasuredSets.batch(1, MeasuredSets.SAMPLES, 0.2));
    reference = sets.keep("cache", "bb", MeasuredSets.batch(2, MeasuredSets.REFERENCES, 0));
  }

  @Test
  void theOrderOfUnitsChangesNoBit() throws IOException {
    WorkOrder first = sets.order(samples, reference, "first");
    WorkOrder second = sets.order(samples, reference, "second");
    assertThat(sets.execute(first, 1)).isGreaterThan(30);
    sets.execute(second, 2);
    Metrics metrics = MeasurementSummary.of(first).metrics();
    assertThat(MeasurementSummary.of(second).metrics()).isEqualTo(metrics);
    assertThat(metrics.getAllFields()).hasSize(11);
    assertThat(metrics.getFormat()).isEqualTo(3);
    assertThat(metrics.getIntervals().getAllFields()).hasSize(11);
  }

  @Test
  void unitsComeToWhatOnePassComesTo() throws IOException {
    WorkOrder order = sets.order(samples, reference, "results");
    sets.execute(order, 1);
    Metrics metrics = MeasurementSummary.of(order).metrics();
    try (MetricProgram program = MetricProgram.open(Device.cpu())) {
      double distance =
          new FrechetDistance(program)
              .between(
                  statistics(program, 1, MeasuredSets.SAMPLES, 0.2),
                  statistics(program, 2, MeasuredSets.REFERENCES, 0));
      assertThat(metrics.getFid()).isCloseTo(distance, within(1e-9));
    }
    assertThat(metrics.getIntervals().getFid().getLow()).isLessThan(metrics.getFid());
    assertThat(metrics.getIntervals().getFid().getHigh()).isGreaterThan(metrics.getFid());
  }

  @Test
  void labelsChangeNoBitOfTheFiveNumbers() throws IOException {
    WorkOrder plain = sets.order(samples, reference, "plain");
    WorkOrder.Builder labelled = sets.order(samples, reference, "plain").toBuilder();
    labelled.getMeasurementBuilder().addAllChosenLabels(List.of(0, 1, 2));
    int all = sets.execute(plain, 1);
    int ofGroupsAndKernel = 2 * 10 + 33 + 11 + 1;
    assertThat(sets.execute(labelled.build(), 2)).isBetween(ofGroupsAndKernel, all - 1);
    Metrics without = MeasurementSummary.of(plain).metrics();
    Metrics with = MeasurementSummary.of(labelled.build()).metrics();

    assertThat(with.getFid()).isEqualTo(without.getFid());
    assertThat(with.getSfid()).isEqualTo(without.getSfid());
    assertThat(with.getInceptionScore()).isEqualTo(without.getInceptionScore());
    assertThat(with.getPrecision()).isEqualTo(without.getPrecision());
    assertThat(with.getRecall()).isEqualTo(without.getRecall());
    assertThat(with.getFidInfinity()).isNotEqualTo(without.getFidInfinity());
    assertThat(with.getIntervals().getFid()).isNotEqualTo(without.getIntervals().getFid());
  }

  private static GaussianStatistics statistics(
      MetricProgram program, long seed, int images, double shift) {
    try (StatisticsAccumulator accumulator =
        new StatisticsAccumulator(program, "pool features", MeasuredSets.WIDTHS.pool())) {
      accumulator.add(MeasuredSets.batch(seed, images, shift).pool());
      return accumulator.finish();
    }
  }

  @Test
  void anotherReferenceTakesOnlyWhatIsNew() throws IOException {
    WorkOrder first = sets.order(samples, reference, "results");
    int all = sets.execute(first, 1);
    assertThat(sets.execute(first, 1)).isZero();

    FeatureSet other = sets.keep("cache", "cc", MeasuredSets.batch(3, 80, 0.1));
    WorkOrder second = sets.order(samples, other, "results");
    int neighboursAndMoments = 1 + 10 + 10;
    assertThat(sets.execute(second, 1)).isEqualTo(all - neighboursAndMoments);
    assertThat(MeasurementSummary.of(second).metrics().getFid())
        .isNotEqualTo(MeasurementSummary.of(first).metrics().getFid());

    WorkOrder elsewhere = sets.order(samples, reference, "elsewhere");
    int ofReference = 1 + 2 + 1;
    assertThat(sets.execute(elsewhere, 1)).isEqualTo(all - ofReference);
  }

  @Test
  void whatIsLostIsMadeAgain() throws IOException {
    WorkOrder order = sets.order(samples, reference, "results");
    sets.execute(order, 1);
    Metrics metrics = MeasurementSummary.of(order).metrics();
    String lost = MeasurementPlan.of(order).rounds().get(2).families().get(0).objectName(0);
    try (ObjectStore store = ObjectStores.open(sets.location("results"))) {
      store.delete(lost);
    }
    assertThatThrownBy(() -> MeasurementSummary.of(order))
        .isInstanceOf(IOException.class)
        .hasMessage("no object '%s' in %s", lost, sets.location("results"));
    assertThat(sets.execute(order, 1)).isEqualTo(1);
    assertThat(MeasurementSummary.of(order).metrics()).isEqualTo(metrics);
  }

  @Test
  void samplesAreShownBesideTheNearestImages() throws IOException {
    WorkOrder order = sets.order(samples, reference, "results");
    sets.execute(order, 1);
    assertThat(MeasurementSummary.of(order).neighbours())
        .hasSize(17)
        .allSatisfy(each -> assertThat(each.getNeighboursList()).hasSize(8))
        .first()
        .satisfies(
            first -> {
              assertThat(first.getSample()).isEqualTo(7);
              assertThat(first.getSelection()).isEqualTo(Selection.ASKED_FOR);
            });
    assertThat(MeasurementSummary.of(order).neighbours())
        .filteredOn(each -> each.getSelection() == Selection.MOST_REALISTIC)
        .extracting(SampleNeighbours::getRealism)
        .isSortedAccordingTo((a, b) -> Double.compare(b, a));
  }

  @Test
  void whatCannotBeToldOfFewImagesIsLeftOutWithItsReason() throws IOException {
    FeatureSet few = sets.keep("run", "dd", MeasuredSets.batch(4, 4, 0));
    FeatureSet five = sets.keep("cache", "ee", MeasuredSets.batch(5, 5, 0));
    WorkOrder all = sets.order(few, five, "results");
    RunConfiguration.Builder configuration = all.getConfiguration().toBuilder();
    configuration.getEvaluationBuilder().clearNeighboursOf();
    WorkOrder order = all.toBuilder().setConfiguration(configuration).build();
    sets.execute(order, 1);

    Measured measured = MeasurementSummary.of(order);

    assertThat(measured.metrics().hasRecall()).isTrue();
    assertThat(measured.metrics().hasDensity()).isFalse();
    assertThat(measured.metrics().getIntervals().hasRecall()).isFalse();
    assertThat(measured.warnings())
        .contains(
            "The interval of Recall is left out: it needs 5 or more samples, found 4",
            "Density is left out: it needs 6 or more reference images, found 5",
            "Coverage is left out: it needs 6 or more reference images, found 5",
            "The interval of FID is left out: an interval from 4 samples, expected 50 or more");
  }

  @Test
  void covariancesThatAreSingularAreWarnedOf() throws IOException {
    FeatureSet three = sets.keep("run", "dd", MeasuredSets.batch(4, 3, 0));
    WorkOrder asked = sets.order(three, reference, "results");
    WorkOrder order = asked.toBuilder().setConfiguration(MeasuredSets.nearestOne(asked)).build();
    sets.execute(order, 1);

    Measured measured = MeasurementSummary.of(order);

    assertThat(measured.metrics().getFid()).isFinite().isPositive();
    assertThat(measured.warnings())
        .contains("FID: the covariance of the samples is singular, of rank 2 with 3 features");
  }

  @Test
  void copiesAreWarnedOf() throws IOException {
    FeatureBatch few = MeasuredSets.batch(4, 25, 0);
    int[] rows = IntStream.range(0, 50).map(i -> i % 25).toArray();
    FeatureBatch copies =
        new FeatureBatch(
            few.pool().pick(rows),
            few.spatial().map(each -> each.pick(rows)),
            few.logits().map(each -> each.pick(rows)));
    WorkOrder order = sets.order(sets.keep("run", "dd", copies), reference, "results");
    sets.execute(order, 1);

    assertThat(MeasurementSummary.of(order).warnings())
        .contains(
            "Only 25 of the 50 samples have different features. Intervals take samples as"
                + " independent, and mean nothing for copies.");
  }

  /** Everything is read from what the units left, and a run paired with itself does not differ. */
  @Test
  void theTermsOfAMeasurementPairWithThoseOfAnother() throws IOException {
    FeatureSet others = sets.keep("run", "dd", MeasuredSets.batch(4, MeasuredSets.SAMPLES, 0.3));
    WorkOrder first = ofRun(sets.order(samples, reference, "results"));
    WorkOrder second = ofRun(sets.order(others, reference, "results"));
    sets.execute(first, 1);
    sets.execute(second, 1);
    RunTerms terms = MeasurementTerms.of(first);
    Map<String, Difference> same = terms.minus(terms, RunTerms.confidence(1));
    Map<String, Difference> differences =
        terms.minus(MeasurementTerms.of(second), RunTerms.confidence(1));

    assertThat(same)
        .containsOnlyKeys(
            "fid",
            "fidInfinity",
            "sfid",
            "inceptionScore",
            "precision",
            "recall",
            "density",
            "coverage",
            "kid");
    assertThat(same.get("fid").value()).isZero();
    assertThat(same.get("fid").interval().orElseThrow().width()).isZero();
    Difference fid = differences.get("fid");
    assertThat(fid.whyNotPaired()).isEmpty();
    assertThat(fid.value())
        .isEqualTo(
            MeasurementSummary.of(first).metrics().getFid()
                - MeasurementSummary.of(second).metrics().getFid());
    assertThat(fid.interval().orElseThrow().contains(fid.value())).isTrue();
    WorkOrder elsewhere = sets.order(others, reference, "results");
    assertThat(terms.minus(MeasurementTerms.of(elsewhere), 0.95).get("recall").whyNotPaired())
        .hasValue("samples made elsewhere, whose noise is not known to be the same");
  }

  private static WorkOrder ofRun(WorkOrder order) {
    WorkOrder.Builder run = order.toBuilder();
    run.getConfigurationBuilder().getGenerationBuilder().setSeed(7);
    return run.build();
  }

  @Test
  void featuresThatAreMissingAreNamed() throws IOException {
    try (ObjectStore store = ObjectStores.open(sets.location("run"))) {
      store.delete(samples.getDirectory() + "/00001.npz");
    }
    assertThatThrownBy(() -> sets.describe("run", "aa", MeasuredSets.SAMPLES))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "features '%s/00001.npz' in %s are missing, expected all of 120 images",
            samples.getDirectory(), sets.location("run"));
    WorkOrder order = sets.order(samples, reference, "results");
    assertThatThrownBy(() -> sets.execute(order, 1))
        .hasMessageContaining("no object '%s/00001.npz'", samples.getDirectory());
  }
}
