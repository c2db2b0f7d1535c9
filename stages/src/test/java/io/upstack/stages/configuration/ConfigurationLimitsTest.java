package io.upstack.stages.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.proto.RunConfiguration;
import io.upstack.stages.Growth;
import io.upstack.stages.problems.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts that are deep, long or wrong in many places. */
final class ConfigurationLimitsTest {
  private static final int DEEP = 100_000;

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "'generation: ', '[', 1:113",
    "'generation:\n ', '[', 2:102",
    "'generation { labels: ', '[', 1:121",
    "'nonsense: ', '[', 1:111",
    "'nonsense ', '{ a: [', 1:310",
  })
  void deepNestingIsReportedWhereItIsTooDeep(String start, String opening, String position)
      throws IOException {
    for (int depth : List.of(200, DEEP)) {
      assertThat(read(start + opening.repeat(depth)))
          .filteredOn(problem -> problem.contains("open brackets"))
          .singleElement()
          .asString()
          .matches(position + ": \"[\\[{<]\" is within 100 open brackets, expected fewer than 100");
    }
  }

  @Test
  void deepNestingThatIsClosedIsReportedToo() throws IOException {
    assertThat(read("generation: " + "[".repeat(DEEP) + "]".repeat(DEEP)))
        .containsExactly("1:113: \"[\" is within 100 open brackets, expected fewer than 100");
    assertThat(read("generation: [[{}]]"))
        .containsExactly("1:13: generation: expected fields in { }, found \"[\"");
    assertThat(read("generation { labels { counts { counts: [[[{ label: 1 }]]] } } }"))
        .containsExactly(
            "1:41: generation.labels.counts.counts: expected fields in { }, found \"[\"");
  }

  @Test
  void deepNestingOfAnOverrideIsReportedWithItsPlace() {
    assertThat(override("generation.labels=" + "[".repeat(DEEP)))
        .containsExactly(
            "--set: \"[\" is within 100 open brackets, expected fewer than 100"
                + " (line 1, column 101 of the value)");
    assertThat(override("generation.labels={counts {\n" + " ".repeat(60) + "counts: 5 x: 6}}"))
        .containsExactly(
            "--set: generation.labels.counts.counts: expected fields in { }, found \"5\""
                + " (line 2, column 69 of the value)",
            "--set: unknown field \"x\" in generation.labels.counts; its fields are counts"
                + " (line 2, column 71 of the value)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"9", "0", "a", "1."})
  void aWordThatIsTooLongIsNotRead(String part) throws IOException {
    String word = part.repeat(2_000_000 / part.length());

    assertThat(read("generation { num_samples: " + word + " }"))
        .containsExactly(
            "1:27: \"%s...\" has 2000000 characters, expected a name or a number of at most 1000"
                .formatted(word.substring(0, 40)));
    assertThat(read("generation { num_samples: " + "0".repeat(999) + "5 }")).isEmpty();
  }

  @Test
  void longTextsAndListsAreRead() throws IOException {
    assertThat(read("generation { base { model_path: \"" + "a".repeat(2_000_000) + "\" } }"))
        .isEmpty();
    assertThat(
            read("generation { labels { explicit { label: [" + "1, ".repeat(500_000) + "1] } } }"))
        .isEmpty();
  }

  @Test
  void timeGrowsWithTheNumberOfFaults() throws Exception {
    assertLinear(1_500, i -> "nonsense_" + i + ": 1\n");
    assertLinear(1_500, i -> "generation { seed: x" + i + " }\n");
  }

  @Test
  void timeGrowsWithTheLabelsThatAreWrong() throws Exception {
    assertGrowth(
        4_000,
        size ->
            "generation { labels { explicit {\n" + "label: x\n".repeat(size) + "} } }\nseed: 3");
    assertGrowth(
        2_000,
        size ->
            "generation { labels { counts {\n"
                + "counts { label: x samples: y }\n".repeat(size)
                + "} } }");
  }

  @Test
  void timeGrowsWithTheLengthOfAnOverride() throws Exception {
    Growth.assertLinear(
        30_000,
        size -> {
          String override = "evaluation.class_names=" + "a".repeat(size);
          return () -> override(override);
        });
    Growth.assertLinear(
        30_000,
        size -> {
          String override = "evaluation.class_names=" + "a,".repeat(size);
          return () -> override(override);
        });
  }

  private void assertLinear(int size, IntFunction<String> line) throws Exception {
    assertGrowth(
        size, lines -> IntStream.range(0, lines).mapToObj(line).collect(Collectors.joining()));
  }

  private void assertGrowth(int size, IntFunction<String> text) throws Exception {
    Growth.assertLinear(
        size,
        lines -> {
          Path file = Files.writeString(directory.resolve(lines + ".textproto"), text.apply(lines));
          Callable<?> reading =
              () -> {
                Problems problems = new Problems();
                ConfigurationFile.read(file, List.of(), problems);
                assertThat(problems.list()).hasSizeGreaterThanOrEqualTo(lines);
                return problems;
              };
          return reading;
        });
  }

  private List<String> read(String text) throws IOException {
    Path file = Files.writeString(directory.resolve("run.textproto"), text);
    Problems problems = new Problems();
    ConfigurationFile.read(file, List.of(), problems);
    return problems.list().stream()
        .map(problem -> problem.substring(file.toString().length() + 1))
        .toList();
  }

  private static List<String> override(String override) {
    Problems problems = new Problems();
    FieldOverride.apply(override, RunConfiguration.newBuilder(), problems);
    return problems.list();
  }
}
