package io.upstack.stages.measure;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.upstack.proto.Evaluation;
import io.upstack.proto.FeatureSet;
import io.upstack.proto.Interval;
import io.upstack.proto.Metrics;
import io.upstack.proto.WorkOrder;
import io.upstack.stages.report.LeftOut;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A first try is of few samples: what they give is measured, and what they do not is said. */
class FewImagesTest {
  private static final int MOST = 12;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void everyMetricIsANumberOrHasAReason(int count) throws IOException {
    MeasuredSets sets = new MeasuredSets(folder);
    FeatureSet samples = sets.keep("run", "aa", MeasuredSets.batch(1, count, 0.2));
    for (int images = 1; images <= MOST; images++) {
      String name = String.valueOf((char) ('a' + images)).repeat(2);
      FeatureSet reference = sets.keep("cache", name, MeasuredSets.batch(2, images, 0));
      Measured measured = measured(sets, samples, reference);

      assertThat(withoutNumberOrReason(measured))
          .as("%d samples, %d reference images", count, images)
          .isEmpty();
      Metrics metrics = measured.metrics();
      assertThat(metrics.hasFid()).isEqualTo(count > 1 && images > 1);
      assertThat(metrics.hasSfid()).isEqualTo(count > 1 && images > 1);
      assertThat(metrics.hasKid()).isEqualTo(count > 1 && images > 1);
      assertThat(metrics.hasInceptionScore()).isTrue();
      assertThat(metrics.hasPrecision()).isEqualTo(images > 3);
      assertThat(metrics.hasRecall()).isEqualTo(count > 3);
      assertThat(metrics.hasDensity()).isEqualTo(images > 5);
      assertThat(metrics.hasCoverage()).isEqualTo(images > 5);
    }
  }

  @Test
  void reasonsSayHowManyThereWouldHaveToBe() throws IOException {
    MeasuredSets sets = new MeasuredSets(folder);
    FeatureSet one = sets.keep("run", "aa", MeasuredSets.batch(1, 1, 0));
    FeatureSet seven = sets.keep("cache", "bb", MeasuredSets.batch(2, 7, 0));

    assertThat(measured(sets, one, seven).warnings())
        .contains(
            "FID is left out: it needs 2 or more samples, found 1",
            "sFID is left out: it needs 2 or more samples, found 1",
            "Recall is left out: it needs 4 or more samples, found 1",
            "KID is left out: it needs 2 or more samples and reference images, found 1 and 7",
            "The interval of Density is left out: it needs 2 or more samples, found 1",
            "FD-infinity is left out: it needs 2 or more samples, found 1");
    assertThat(measured(sets, seven, one).warnings())
        .contains(
            "FID is left out: it needs 2 or more reference images, or stored statistics, found 1",
            "Precision is left out: it needs 4 or more reference images, found 1",
            "Density is left out: it needs 6 or more reference images, found 1");
    assertThat(measured(sets, seven, one).neighbours())
        .singleElement()
        .satisfies(
            asked -> {
              assertThat(asked.hasRealism()).isFalse();
              assertThat(asked.getNeighboursCount()).isEqualTo(1);
            });
  }

  private static Measured measured(MeasuredSets sets, FeatureSet samples, FeatureSet reference)
      throws IOException {
    WorkOrder.Builder order = sets.order(samples, reference, "results").toBuilder();
    Evaluation.Builder evaluation = order.getConfigurationBuilder().getEvaluationBuilder();
    evaluation.clearNeighboursOf().addNeighboursOf(samples.getImages() - 1);
    sets.execute(order.build(), 1);
    return MeasurementSummary.of(order.build());
  }

  private static List<String> withoutNumberOrReason(Measured measured) {
    List<String> wrong = new ArrayList<>();
    Metrics metrics = measured.metrics();
    for (FieldDescriptor field : Metrics.getDescriptor().getFields()) {
      if (field.getJavaType() != FieldDescriptor.JavaType.DOUBLE) {
        continue;
      }
      String metric = field.getJsonName();
      if (!metrics.hasField(field)) {
        addUnlessSaid(measured, LeftOut.metric(metric, ""), wrong);
      } else if (!Double.isFinite((double) metrics.getField(field))) {
        wrong.add(metric + " is " + metrics.getField(field));
      } else {
        Message intervals = metrics.getIntervals();
        FieldDescriptor interval =
            intervals.getDescriptorForType().findFieldByName(field.getName());
        if (!intervals.hasField(interval)) {
          addUnlessSaid(measured, LeftOut.interval(metric, ""), wrong);
        } else if (!isFinite((Interval) intervals.getField(interval))) {
          wrong.add(metric + " has the interval " + intervals.getField(interval));
        }
      }
    }
    return wrong;
  }

  private static boolean isFinite(Interval interval) {
    return Double.isFinite(interval.getLow()) && Double.isFinite(interval.getHigh());
  }

  private static void addUnlessSaid(Measured measured, String beginning, List<String> wrong) {
    if (measured.warnings().stream().noneMatch(warning -> warning.startsWith(beginning))) {
      wrong.add("no warning begins with: " + beginning);
    }
  }
}
