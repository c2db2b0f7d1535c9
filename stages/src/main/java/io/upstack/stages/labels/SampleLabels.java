package io.upstack.stages.labels;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableIntArray;
import io.upstack.proto.Generation;
import io.upstack.proto.LabelChoice;
import io.upstack.stages.configuration.StackClasses;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * The way in which the labels of samples were made. It decides what their metrics compare with:
 * with balanced labels, an equal model has a lower FID than with labels drawn at random.
 *
 * @param cycle chosen labels: sample i has the label at i modulo their number; empty if labels were
 *     not chosen
 */
public record SampleLabels(LabelChoice choice, ImmutableIntArray cycle) {
  /** The maximum probability with which drawn labels are taken for chosen ones. */
  private static final double SELDOM = 0.001;

  public SampleLabels {
    boolean chosen = choice == LabelChoice.BALANCED || choice == LabelChoice.CHOSEN;
    checkArgument(chosen != cycle.isEmpty(), "%s labels with %s listed", choice, cycle.length());
  }

  /** Returns the labels of the samples of a run according to its configuration. */
  public static SampleLabels of(Generation generation) {
    Optional<LabelAssignment> assignment = LabelAssignment.of(generation);
    if (assignment.isEmpty()) {
      return notChosen(LabelChoice.UNLABELLED);
    }
    return switch (generation.getLabels().getKindCase()) {
      case UNIFORM -> notChosen(LabelChoice.DRAWN);
      case BALANCED, KIND_NOT_SET -> balanced(StackClasses.of(generation), assignment.get());
      case EXPLICIT, COUNTS -> {
        int samples = Math.toIntExact(generation.getNumSamples());
        int[] labels = IntStream.range(0, samples).map(assignment.get()::label).toArray();
        yield new SampleLabels(
            areEven(labels) ? LabelChoice.BALANCED : LabelChoice.CHOSEN,
            ImmutableIntArray.copyOf(labels));
      }
    };
  }

  private static SampleLabels balanced(OptionalInt classes, LabelAssignment assignment) {
    int[] cycle = IntStream.range(0, classes.orElseThrow()).map(assignment::label).toArray();
    return new SampleLabels(LabelChoice.BALANCED, ImmutableIntArray.copyOf(cycle));
  }

  /**
   * Recognizes the labels of samples made elsewhere. They count as balanced if the counts of all
   * labels differ by at most one and this is not by chance: the labels come in turn, or fewer than
   * one in a thousand random draws would be as even.
   *
   * @param labels [N], if the samples have any
   */
  public static SampleLabels recognized(Optional<int[]> labels) {
    if (labels.isEmpty()) {
      return notChosen(LabelChoice.UNLABELLED);
    }
    int[] given = labels.get();
    boolean balanced = areEven(given) && (comeInTurn(given) || evenByChance(given) < SELDOM);
    return balanced
        ? new SampleLabels(LabelChoice.BALANCED, ImmutableIntArray.copyOf(given))
        : notChosen(LabelChoice.DRAWN);
  }

  private static SampleLabels notChosen(LabelChoice choice) {
    return new SampleLabels(choice, ImmutableIntArray.of());
  }

  private static boolean areEven(int[] labels) {
    long[] counts = counts(labels);
    return counts.length > 1
        && Arrays.stream(counts).max().orElseThrow() - Arrays.stream(counts).min().orElseThrow()
            <= 1;
  }

  /** Returns whether the labels repeat in turn at least five times, which random draws do not. */
  private static boolean comeInTurn(int[] labels) {
    int classes = counts(labels).length;
    return labels.length >= 5 * classes
        && IntStream.range(classes, labels.length).allMatch(i -> labels[i] == labels[i - classes]);
  }

  /**
   * Returns the probability that as many random draws from the labels that occur have even counts.
   */
  private static double evenByChance(int[] labels) {
    long[] counts = counts(labels);
    int classes = counts.length;
    long more = Arrays.stream(counts).filter(count -> count > labels.length / classes).count();
    double logarithm =
        logFactorial(labels.length)
            - Arrays.stream(counts).mapToDouble(SampleLabels::logFactorial).sum()
            - labels.length * Math.log(classes)
            + logFactorial(classes)
            - logFactorial(more)
            - logFactorial(classes - more);
    return Math.exp(logarithm);
  }

  private static double logFactorial(long number) {
    return LongStream.rangeClosed(2, number).mapToDouble(Math::log).sum();
  }

  private static long[] counts(int[] labels) {
    Map<Integer, Long> counts = new LinkedHashMap<>();
    for (int label : labels) {
      counts.merge(label, 1L, Long::sum);
    }
    return counts.values().stream().mapToLong(Long::longValue).toArray();
  }
}
