package io.upstack.stages.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import io.upstack.proto.FeatureSet;
import io.upstack.proto.Metrics;
import io.upstack.proto.Shard;
import io.upstack.proto.WorkOrder;
import io.upstack.proto.WorkStage;
import io.upstack.stages.differences.Difference;
import io.upstack.stages.differences.RunTerms;
import io.upstack.stages.metrics.ConfidenceInterval;
import io.upstack.stages.metrics.Features;
import io.upstack.stages.metrics.KernelDistance;
import io.upstack.stages.metrics.MetricProgram;
import io.upstack.stages.metrics.StratifiedJackknife;
import io.upstack.stages.metrics.kid.KernelStatistic;
import io.upstack.stages.metrics.kid.KidPlan;
import io.upstack.stages.shards.ShardWorker;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelUnitsTest {
  private static final List<WorkStage> KERNEL =
      List.of(WorkStage.REFERENCE_KERNEL, WorkStage.SAMPLE_KERNEL);

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

  /** The distance of all samples from the whole reference is the one of a single subset of all. */
  @Test
  void allSamplesAreComparedWithTheWholeReference() throws IOException {
    WorkOrder order = sets.order(samples, reference, "results");
    sets.execute(order, 1);
    Metrics metrics = MeasurementSummary.of(order).metrics();

    Features first = MeasuredSets.batch(1, MeasuredSets.SAMPLES, 0.2).pool();
    Features second = MeasuredSets.batch(2, MeasuredSets.REFERENCES, 0).pool();
    double expected = distance(first, second);
    assertThat(metrics.getKid()).isCloseTo(expected, within(1e-12));

    double[] changes =
        IntStream.range(0, first.rows())
            .mapToDouble(
                left ->
                    distance(
                            first.pick(
                                IntStream.range(0, first.rows()).filter(i -> i != left).toArray()),
                            second)
                        - expected)
            .toArray();
    ConfidenceInterval interval =
        ConfidenceInterval.studentT(
            expected, StratifiedJackknife.of(changes).standardError(), MeasuredSets.SAMPLES - 1.0);
    assertThat(metrics.getIntervals().getKid().getLow()).isCloseTo(interval.low(), within(1e-10));
    assertThat(metrics.getIntervals().getKid().getHigh()).isCloseTo(interval.high(), within(1e-10));
  }

  private static double distance(Features samples, Features reference) {
    try (MetricProgram program = MetricProgram.open(Device.cpu())) {
      return new KernelDistance(program)
          .between(
              samples,
              IntStream.range(0, samples.rows()).toArray(),
              reference,
              IntStream.range(0, reference.rows()).toArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void subsetsAreAnOptionWithUnitsOfTheirOwn() throws IOException {
    WorkOrder full = sets.order(samples, reference, "results");
    WorkOrder.Builder subsets = full.toBuilder();
    subsets
        .getConfigurationBuilder()
        .getEvaluationBuilder()
        .setKidEstimator("torch_fidelity_subsets");
    sets.execute(full, 1);
    KidPlan plan = new KidPlan(0, MeasuredSets.SAMPLES, MeasuredSets.REFERENCES, 10);

    assertThat(sets.execute(subsets.build(), 1)).isEqualTo(plan.subsets());
    Features first = MeasuredSets.batch(1, MeasuredSets.SAMPLES, 0.2).pool();
    Features second = MeasuredSets.batch(2, MeasuredSets.REFERENCES, 0).pool();
    double expected =
        IntStream.range(0, plan.subsets())
            .mapToDouble(
                subset ->
                    distance(
                        first.pick(plan.samples(subset)), second.pick(plan.references(subset))))
            .average()
            .orElseThrow();
    assertThat(MeasurementSummary.of(subsets.build()).metrics().getKid())
        .isCloseTo(expected, within(1e-12))
        .isNotEqualTo(MeasurementSummary.of(full).metrics().getKid());
    assertThat(MeasurementTerms.of(subsets.build()).terms()).doesNotContainKey("kid");
  }

  @Test
  void theDifferenceOfTwoRunsIsThatOfTheirJackknives() throws IOException {
    FeatureSet others = sets.keep("run", "dd", MeasuredSets.batch(1, MeasuredSets.SAMPLES, 0.3));
    WorkOrder first = ofRun(sets.order(samples, reference, "results"));
    WorkOrder second = ofRun(sets.order(others, reference, "results"));
    sets.execute(first, 1);
    sets.execute(second, 1);

    Difference difference =
        MeasurementTerms.of(second).minus(MeasurementTerms.of(first), 0.95).get("kid");

    double kid = MeasurementSummary.of(first).metrics().getKid();
    double other = MeasurementSummary.of(second).metrics().getKid();
    assertThat(difference.value()).isCloseTo(other - kid, within(1e-12));
    assertThat(difference.method()).isEqualTo(Difference.Method.DELETE_ONE_JACKKNIFE);
    StratifiedJackknife jackknife =
        statistic(second).jackknife().minus(statistic(first).jackknife());
    assertThat(difference.interval().orElseThrow())
        .isEqualTo(
            ConfidenceInterval.studentT(
                difference.value(), jackknife.standardError(), MeasuredSets.SAMPLES - 1.0, 0.95));
    RunTerms independent = MeasurementTerms.of(sets.order(others, reference, "results"));
    assertThat(
            independent
                .minus(MeasurementTerms.of(first), 0.95)
                .get("kid")
                .interval()
                .orElseThrow()
                .width())
        .isGreaterThan(difference.interval().orElseThrow().width());
  }

  private static KernelStatistic statistic(WorkOrder order) throws IOException {
    MeasurementPlan plan = MeasurementPlan.of(order);
    return plan.settings().kernelUnits().read(new UnitObjects(plan));
  }

  private static WorkOrder ofRun(WorkOrder order) {
    WorkOrder.Builder run = order.toBuilder();
    run.getConfigurationBuilder().getGenerationBuilder().setSeed(7);
    return run.build();
  }

  /** Two blocks of 5,250 samples with units of 1,000 and 250. */
  @Test
  @Tag("slow")
  void moreThanTenThousandSamplesAreBlocksThatAreComparedWithTheWholeReference()
      throws IOException {
    FeatureSet many = sets.keep("run", "dd", MeasuredSets.batch(5, 10_500, 0.1));
    FeatureSet images = sets.keep("cache", "ee", MeasuredSets.batch(6, 1_100, 0));
    WorkOrder order = sets.order(many, images, "results");
    assertThat(executeKernel(order)).isEqualTo(2 * 6 + 2);
    assertThat(executeKernel(order)).isZero();

    Features first = MeasuredSets.batch(5, 10_500, 0.1).pool();
    Features second = MeasuredSets.batch(6, 1_100, 0).pool();
    List<int[]> blocks = MeasurementPlan.of(order).settings().kernelBlocks().blocks();
    double expected =
        blocks.stream()
            .mapToDouble(block -> distance(first.pick(block), second))
            .average()
            .orElse(0);
    assertThat(blocks).hasSize(2);
    assertThat(statistic(order).value()).isCloseTo(expected, within(1e-12));
  }

  /** Makes the missing units of the kernel alone. */
  private static int executeKernel(WorkOrder order) throws IOException {
    int made = 0;
    for (MeasurementRound round : MeasurementPlan.of(order).rounds()) {
      MeasurementRound kernel =
          new MeasurementRound(
              round.store(),
              round.families().stream().filter(each -> KERNEL.contains(each.stage())).toList());
      try (ObjectStore store = ObjectStores.open(round.store());
          MeasurementStages stages = new MeasurementStages(order)) {
        for (Shard unit : kernel.pending(store)) {
          new ShardWorker(List.of(stages.of(unit.getStage())), store, (stage, done) -> {})
              .work(unit);
          made++;
        }
      }
    }
    return made;
  }

  @Test
  void labelsOfOneSampleCannotWeightPairsAndAreWarnedOf() throws IOException {
    WorkOrder.Builder pairs = sets.order(samples, reference, "results").toBuilder();
    pairs.getMeasurementBuilder().addAllChosenLabels(IntStream.range(0, 60).boxed().toList());
    WorkOrder.Builder single = sets.order(samples, reference, "results").toBuilder();
    single.getMeasurementBuilder().addAllChosenLabels(IntStream.range(0, 120).boxed().toList());
    sets.execute(pairs.build(), 1);
    sets.execute(single.build(), 1);
    String warning =
        "KID: some labels were chosen for a single sample, whose label has no pairs, so pairs are"
            + " not weighted by labels. The KID of a perfect model is then below 0.";

    assertThat(MeasurementSummary.of(pairs.build()).warnings()).doesNotContain(warning);
    assertThat(MeasurementSummary.of(single.build()).warnings()).contains(warning);
  }
}
