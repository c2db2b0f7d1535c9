package io.upstack.stages.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.TextFormat;
import io.upstack.proto.Generation;
import io.upstack.proto.Labels;
import io.upstack.stages.random.Philox4x32;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

final class LabelAssignmentTest {
  private static final String SEED = "20240117";
  private static final long BEYOND_AN_INT = 1L << 40;

  @Property(tries = 100, seed = SEED)
  void balancedClassesDifferByOneSampleAtMost(
      @ForAll @IntRange(min = 1, max = 50) int classes,
      @ForAll @IntRange(min = 1, max = 500) int samples) {
    long[] counts = counts(new BalancedLabels(classes), classes, samples);

    assertThat(LongStream.of(counts).max().orElseThrow())
        .isLessThanOrEqualTo(LongStream.of(counts).min().orElseThrow() + 1);
  }

  @Property(tries = 200, seed = SEED)
  void uniformLabelsAreInRangeAndRepeat(
      @ForAll @IntRange(min = 1) int classes,
      @ForAll long seed,
      @ForAll @LongRange(min = 0) long index) {
    int label = new UniformLabels(classes, seed).label(index);

    assertThat(label).isBetween(0, classes - 1);
    assertThat(new UniformLabels(classes, seed).label(index)).isEqualTo(label);
  }

  @Test
  void uniformLabelsPassAChiSquareTest() {
    int classes = 10;
    int samples = 20_000;
    double expected = (double) samples / classes;
    for (long seed : new long[] {0, 1, -1, 1L << 32}) {
      double chiSquare = 0;
      for (long count : counts(new UniformLabels(classes, seed), classes, samples)) {
        chiSquare += (count - expected) * (count - expected) / expected;
      }
      // Of 9 degrees of freedom: one in 10,000 is above 33.7, and fewer below 0.6.
      assertThat(chiSquare).isBetween(0.6, 33.7);
    }
  }

  @Test
  void uniformLabelsRejectTheWordsThatWouldFavourALabel() {
    // Of 2^32 words, 2^30 - 3 are left over by three whole rounds of 2^30 + 1 classes.
    int classes = (1 << 30) + 1;
    long rejectedBelow = (1L << 32) % classes;
    int rejected = 0;
    for (long index = 0; index < 50; index++) {
      int word = Philox4x32.block(5, 0, (int) index, 0, UniformLabels.STAGE, 0)[0];
      long product = Integer.toUnsignedLong(word) * classes;
      if ((product & 0xFFFFFFFFL) < rejectedBelow) {
        rejected++;
        assertThat(new UniformLabels(classes, 5).label(index)).isNotEqualTo((int) (product >>> 32));
      }
    }
    assertThat(rejected).isPositive();
  }

  @Test
  void uniformLabelsDependOnAllBitsOfSeedAndIndex() {
    int classes = 1 << 30;
    int label = new UniformLabels(classes, 7).label(3);

    assertThat(new UniformLabels(classes, 7 + BEYOND_AN_INT).label(3)).isNotEqualTo(label);
    assertThat(new UniformLabels(classes, 7).label(3 + BEYOND_AN_INT)).isNotEqualTo(label);
  }

  @Test
  void explicitLabelsStartAgainPastTheirEnd() throws TextFormat.ParseException {
    LabelAssignment labels = of("explicit { label: [4, 2, 2] }");

    assertThat(first(labels, 7)).containsExactly(4, 2, 2, 4, 2, 2, 4);
    assertThat(labels.label(3 * BEYOND_AN_INT + 1)).isEqualTo(2);
  }

  @Test
  void countedLabelsStandInTheirOrderAndStartAgain() throws TextFormat.ParseException {
    LabelAssignment labels =
        of(
            "counts { counts { label: 5 samples: 2 } counts { label: 1 samples: 0 }"
                + " counts { label: 3 samples: 1 } }");

    assertThat(first(labels, 7)).containsExactly(5, 5, 3, 5, 5, 3, 5);
  }

  @Test
  void stacksThatTakeLabelsAreBalancedUnlessToldOtherwise() throws TextFormat.ParseException {
    assertThat(ofStack("base { model { class_cond: true num_classes: 7 } }"))
        .isEqualTo(new BalancedLabels(7));
    assertThat(ofStack("base { classifier { num_classes: 6 } }")).isEqualTo(new BalancedLabels(6));
    assertThat(ofStack("base { model { num_classes: 5 } classifier { } }"))
        .isEqualTo(new BalancedLabels(5));
    assertThat(ofStack("upsampler { model { class_cond: true num_classes: 4 } }"))
        .isEqualTo(new BalancedLabels(4));
    assertThat(ofStack("seed: 9 labels { uniform {} } base { model { class_cond: true } }"))
        .isEqualTo(new UniformLabels(1000, 9));
  }

  @Test
  void otherStacksHaveNoLabels() throws TextFormat.ParseException {
    Generation generation = TextFormat.parse("base {} upsampler {}", Generation.class);

    assertThat(LabelAssignment.of(generation)).isEmpty();
  }

  @Test
  void refusesWhatHasNoLabel() {
    assertThatThrownBy(() -> new BalancedLabels(3).label(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("sample index -1 is negative");
    assertThatThrownBy(() -> new BalancedLabels(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there are 0 classes, expected at least 1");
    assertThatThrownBy(() -> new UniformLabels(-1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there are -1 classes, expected at least 1");
    assertThatThrownBy(() -> of("explicit {}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the list of labels is empty");
    assertThatThrownBy(() -> of("counts {}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the list of counts gives no sample a label");
  }

  private static LabelAssignment of(String labels) throws TextFormat.ParseException {
    return LabelAssignment.of(TextFormat.parse(labels, Labels.class), 10, 0);
  }

  private static LabelAssignment ofStack(String generation) throws TextFormat.ParseException {
    return LabelAssignment.of(TextFormat.parse(generation, Generation.class)).orElseThrow();
  }

  private static int[] first(LabelAssignment labels, int samples) {
    return LongStream.range(0, samples).mapToInt(labels::label).toArray();
  }

  private static long[] counts(LabelAssignment labels, int classes, int samples) {
    long[] counts = new long[classes];
    for (int label : first(labels, samples)) {
      counts[label]++;
    }
    return counts;
  }
}
