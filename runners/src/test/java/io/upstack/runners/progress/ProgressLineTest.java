package io.upstack.runners.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ProgressLineTest {
  private static final List<StageStatus> SAMPLING =
      List.of(
          samples("reference", 10_000, 10_000, 0),
          samples("base", 12_800, 50_000, 12.8),
          samples("upsample", 12_672, 50_000, 12.7),
          samples("features", 12_544, 50_000, 12.6),
          units("metrics", 0, 312, 0),
          units("report", 0, 1, 0));

  private static final List<StageStatus> DONE =
      List.of(
          samples("reference", 5000, 5000, 0),
          samples("base", 320, 320, 0),
          samples("upsample", 320, 320, 0),
          samples("features", 320, 320, 0),
          units("metrics", 62, 62, 0),
          units("report", 1, 1, 0));

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "159; base 12800/50000 12.8 samples/s | upsample 12672/50000 12.7 samples/s"
            + " | features 12544/50000 12.6 samples/s | metrics 0/312 | report 0/1"
            + " | metrics in 49m 33s",
        "135; base 12800/50000 12.8/s | upsample 12672/50000 12.7/s | features 12544/50000 12.6/s"
            + " | metrics 0/312 | report 0/1 | metrics in 49m 33s",
        "105; base 12800/50000 12.8/s | upsample 12672/50000 12.7/s | features 12544/50000 12.6/s"
            + " | metrics in 49m 33s",
        "84; base 12800/50000 | upsample 12672/50000 | features 12544/50000 | metrics in 49m 33s",
        "79; base 25% | upsample 25% | features 25% | metrics in 49m 33s",
        "30; metrics in 49m 33s"
      })
  void isAsLongAsFits(int columns, String line) {
    assertThat(ProgressLine.of(SAMPLING, columns))
        .isEqualTo(line)
        .hasSizeLessThanOrEqualTo(columns);
  }

  @Test
  void fitsATerminalOfEightyColumnsWithCountsIfTheRunIsSmall() {
    List<StageStatus> stages =
        List.of(
            samples("base", 224, 320, 8.1),
            samples("upsample", 192, 320, 7.9),
            samples("features", 192, 320, 7.9),
            units("metrics", 0, 62, 0),
            units("report", 0, 1, 0));

    assertThat(ProgressLine.of(stages, 79))
        .isEqualTo("base 224/320 | upsample 192/320 | features 192/320 | metrics in 17s");
  }

  @Test
  void promisesNoEndBeforeAllStagesOfSamplesHaveBegun() {
    List<StageStatus> stages =
        List.of(
            samples("base", 32, 320, 2),
            samples("upsample", 0, 320, 0),
            units("metrics", 0, 62, 0));

    assertThat(ProgressLine.of(stages, 159))
        .isEqualTo("base 32/320 2.0 samples/s | upsample 0/320 | metrics 0/62");
    assertThat(ProgressLine.of(stages, 20)).isEqualTo("base 32/320 2.0/s");
  }

  @Test
  void tellsTheEndOnceTheMetricsAreAtWork() {
    List<StageStatus> stages =
        List.of(
            samples("base", 320, 320, 4), units("metrics", 31, 62, 3.1), units("report", 0, 1, 0));

    assertThat(ProgressLine.of(stages, 79))
        .isEqualTo("metrics 31/62 3.1 units/s | report 0/1 | 10s left");
  }

  @Test
  void namesOneStageBeforeTheFirstHasBegun() {
    List<StageStatus> stages =
        List.of(
            samples("base", 0, 50_000, 0),
            samples("upsample", 0, 50_000, 0),
            samples("features", 0, 50_000, 0),
            units("metrics", 0, 312, 0),
            units("report", 0, 1, 0));

    assertThat(ProgressLine.of(stages, 79))
        .isEqualTo(
            "base 0/50000 | upsample 0/50000 | features 0/50000 | metrics 0/312 | report 0/1");
    assertThat(ProgressLine.of(stages, 40)).isEqualTo("base 0/50000");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "159; reference 5000/5000 done | base 320/320 done | upsample 320/320 done"
            + " | features 320/320 done | metrics 62/62 done | report 1/1 done",
        "79; reference 5000, base 320, upsample 320, features 320, metrics 62, report 1 done",
        "40; done"
      })
  void endsWithWhatWasDone(int columns, String line) {
    assertThat(ProgressLine.of(DONE, columns)).isEqualTo(line);
  }

  private static StageStatus samples(String stage, long done, long total, double rate) {
    return new StageStatus(stage, done, total, StageGoal.SAMPLES, rate);
  }

  private static StageStatus units(String stage, long done, long total, double rate) {
    return new StageStatus(stage, done, total, StageGoal.UNITS, rate);
  }
}
