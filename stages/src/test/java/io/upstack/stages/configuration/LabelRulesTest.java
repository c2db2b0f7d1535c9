package io.upstack.stages.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.TextFormat;
import io.upstack.proto.Generation;
import io.upstack.stages.problems.Problems;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LabelRulesTest {
  private static final String CONDITIONAL = "base { model { class_cond: true num_classes: 10 } } ";

  @Test
  void labelsMayBeLeftOut() throws TextFormat.ParseException {
    assertThat(problems(CONDITIONAL)).isEmpty();
    assertThat(problems("base {}")).isEmpty();
  }

  @Test
  void stacksWithoutClassesTakeNoLabels() throws TextFormat.ParseException {
    assertThat(problems("base {} labels { balanced {} }"))
        .containsExactly(
            "generation.labels: the stack takes no labels, since it has no classifier and no"
                + " class_cond: leave labels out");
    assertThat(problems("base { classifier {} } labels { balanced {} }")).isEmpty();
    assertThat(problems("upsampler { model { class_cond: true } } labels { uniform {} }"))
        .isEmpty();
  }

  @Test
  void aKindMustBeChosen() throws TextFormat.ParseException {
    assertThat(problems(CONDITIONAL + "labels {}"))
        .containsExactly("generation.labels: expected one of balanced, uniform, explicit, counts");
  }

  @Test
  void listsMustBeOfTheNumberOfSamples() throws TextFormat.ParseException {
    assertThat(problems(CONDITIONAL + "num_samples: 3 labels { explicit { label: [1, 2] } }"))
        .containsExactly(
            "generation.labels.explicit.label: expected labels for generation.num_samples samples,"
                + " which is 3, found 2");
    assertThat(
            problems(
                CONDITIONAL
                    + "num_samples: 3 labels { counts { counts { label: 1 samples: 4 } } }"))
        .containsExactly(
            "generation.labels.counts.counts: expected labels for generation.num_samples samples,"
                + " which is 3, found 4");
    assertThat(problems(CONDITIONAL + "labels { explicit { } }"))
        .containsExactly(
            "generation.labels.explicit.label: is empty, expected a label for each sample");
    assertThat(problems(CONDITIONAL + "labels { explicit { label: [1, 2] } }")).isEmpty();
  }

  @Test
  void labelsMustBeInRange() throws TextFormat.ParseException {
    assertThat(problems(CONDITIONAL + "labels { explicit { label: [9, 10, 0, -1] } }"))
        .containsExactly(
            "generation.labels.explicit.label[1]: expected a label from 0 to 9, found 10",
            "generation.labels.explicit.label[3]: expected a label from 0 to 9, found -1");
  }

  @Test
  void manyLabelsOutOfRangeAreCounted() throws TextFormat.ParseException {
    String labels = "10, ".repeat(14) + "10";
    assertThat(problems(CONDITIONAL + "labels { explicit { label: [" + labels + "] } }"))
        .hasSize(11)
        .last()
        .isEqualTo("generation.labels.explicit.label: 5 more labels are out of range");
  }

  @Test
  void countsMustBeWhole() throws TextFormat.ParseException {
    assertThat(
            problems(
                CONDITIONAL
                    + "labels { counts { counts: [{ samples: 1 }, { label: 12 samples: 2 },"
                    + " { label: 1 samples: -1 }] } }"))
        .containsExactly(
            "generation.labels.counts.counts[0].label: is missing",
            "generation.labels.counts.counts[2].samples: expected at least 1, found -1",
            "generation.labels.counts.counts[1]: expected a label from 0 to 9, found 12");
    assertThat(
            problems(
                CONDITIONAL
                    + "labels { counts { counts: [{ label: 1 samples: 9223372036854775807 },"
                    + " { label: 1 samples: 1 }] } }"))
        .containsExactly(
            "generation.labels.counts.counts: the samples of all counts are more than 64 bits"
                + " hold");
  }

  @Test
  void theNumberOfSamplesIsTakenFromTheLabels() throws TextFormat.ParseException {
    assertThat(samples("")).isEqualTo(50_000);
    assertThat(samples("labels { uniform {} }")).isEqualTo(50_000);
    assertThat(samples("labels { explicit { label: [1, 2] } }")).isEqualTo(2);
    assertThat(samples("labels { counts { counts { samples: 4 } counts { samples: 5 } } }"))
        .isEqualTo(9);
    assertThat(samples("num_samples: 7 labels { explicit { label: [1, 2] } }")).isEqualTo(7);
  }

  private static long samples(String generation) throws TextFormat.ParseException {
    return SampleCounts.of(TextFormat.parse(generation, Generation.class));
  }

  private static List<String> problems(String generation) throws TextFormat.ParseException {
    Problems problems = new Problems();
    LabelRules.check(
        TextFormat.parse(generation, Generation.class), new FieldRules("generation", problems));
    return problems.list();
  }
}
