package io.upstack.stages.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.proto.RunConfiguration;
import io.upstack.stages.problems.InvalidInputException;
import io.upstack.stages.problems.Problems;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigurationFuzzTest {
  private static final String ALPHABET = "{}[]<>:;,\"'\\#-+.0179eE_axz \t\n\r/\u00e9";

  @TempDir private Path directory;

  @Test
  void anyEditOfAConfigurationIsReadOrReported() throws IOException {
    String shipped = Files.readString(ShippedConfiguration.FILE);
    Random random = new Random(7);
    Path file = directory.resolve("edited.textproto");
    int refused = 0;
    for (int round = 0; round < 3000; round++) {
      Files.write(file, edited(shipped, random).getBytes(StandardCharsets.UTF_8));
      refused += isRefused(file) ? 1 : 0;
    }
    assertThat(refused).isBetween(1000, 2999);
  }

  @Test
  void anyTextIsReadOrReported() throws IOException {
    Random random = new Random(8);
    Path file = directory.resolve("random.textproto");
    int refused = 0;
    for (int round = 0; round < 3000; round++) {
      StringBuilder text = new StringBuilder("seed");
      for (int i = 0; i < random.nextInt(40); i++) {
        text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
      }
      Files.writeString(file, text);
      refused += isRefused(file) ? 1 : 0;
    }
    assertThat(refused).isGreaterThan(2000);
  }

  @Test
  void anyOverrideIsAppliedOrReported() {
    List<String> overrides =
        List.of(
            "generation.seed=3",
            "generation.labels.uniform={}",
            "generation.labels.counts.counts=[{label: 1 samples: 2}]",
            "generation.base.model.channel_mult=[1, 2]",
            "evaluation.class_names=a,\"b\",c",
            "execution.device=cuda:0");
    Random random = new Random(9);
    int refused = 0;
    for (int round = 0; round < 3000; round++) {
      String override = edited(overrides.get(random.nextInt(overrides.size())), random);
      Problems problems = new Problems();
      FieldOverride.apply(override, RunConfiguration.newBuilder(), problems);
      refused += problems.isEmpty() ? 0 : 1;
    }
    assertThat(refused).isBetween(1000, 2999);
  }

  @Test
  void deepNestingIsReportedWithoutRunningOutOfStack() throws IOException {
    Path file = directory.resolve("deep.textproto");
    Files.writeString(file, "generation { labels " + "{a ".repeat(100_000));

    assertThat(isRefused(file)).isTrue();
  }

  private static boolean isRefused(Path file) {
    try {
      ConfigurationFile.load(file, List.of());
      return false;
    } catch (InvalidInputException e) {
      assertThat(e.problems()).isNotEmpty();
      return true;
    }
  }

  private static String edited(String text, Random random) {
    StringBuilder edited = new StringBuilder(text);
    for (int edits = 1 + random.nextInt(4); edits > 0 && !edited.isEmpty(); edits--) {
      int at = random.nextInt(edited.length());
      int end = Math.min(edited.length(), at + random.nextInt(12));
      switch (random.nextInt(4)) {
        case 0 -> edited.delete(at, end);
        case 1 -> edited.insert(at, ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        case 2 -> edited.setCharAt(at, ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        default -> edited.insert(random.nextInt(edited.length() + 1), edited.substring(at, end));
      }
    }
    return edited.toString();
  }
}
