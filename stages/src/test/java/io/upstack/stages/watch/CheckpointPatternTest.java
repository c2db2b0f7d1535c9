package io.upstack.stages.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CheckpointPatternTest {
  @ParameterizedTest
  @CsvSource({
    "ema_0.9999_{step}.pt, ema_0.9999_010000.pt, 10000",
    "ema_0.9999_*.pt, ema_0.9999_010000.pt, 10000",
    "runs/7/ema_{step}.pt, ema_0.pt, 0",
    "gs://bucket/run7/ema_*.pt, ema_123456789012345678.pt, 123456789012345678",
    "*_{step}.pt, ema_0.9999_020000.pt, 20000",
    "*{step}.pt, ema1000.pt, 1000",
    "{step}*.pt, 1000-final.pt, 1000",
    "model?{step}.pt, model-7.pt, 7",
    "v2{step}.pt, v21000.pt, 1000",
    "{step}, 12, 12",
    "a(b|c)[0]{step}.pt, a(b|c)[0]5.pt, 5",
    "checkpoint-*.pt#state.ema, checkpoint-40.pt, 40"
  })
  void readsTheStepFromTheName(String pattern, String name, long step) {
    assertThat(CheckpointPattern.parse(pattern).step(name)).hasValue(step);
  }

  @ParameterizedTest
  @CsvSource({
    "ema_0.9999_{step}.pt, ema_0.9999_.pt",
    "ema_0.9999_{step}.pt, ema_0.9999_10k.pt",
    "ema_0.9999_{step}.pt, ema_0x9999_100.pt",
    "ema_0.9999_*.pt, ema_0.9999_100.pt.tmp",
    "ema_0.9999_*.pt, opt_100.pt",
    "ema_{step}.pt, ema_-1.pt",
    "ema_{step}.pt, ema_1234567890123456789.pt",
    "model?{step}.pt, model77.pt"
  })
  void passesOverOtherNames(String pattern, String name) {
    assertThat(CheckpointPattern.parse(pattern).step(name)).isEmpty();
  }

  @Test
  void dividesThePathIntoFolderNamesAndPart() {
    CheckpointPattern pattern = CheckpointPattern.parse("gs://bucket/run7/ema_{step}*.pt#ema");

    assertThat(pattern.folder()).isEqualTo("gs://bucket/run7");
    assertThat(pattern.prefix()).isEqualTo("ema_");
    assertThat(pattern.part()).hasValue("ema");
    assertThat(pattern).hasToString("gs://bucket/run7/ema_{step}*.pt#ema");
    assertThat(CheckpointPattern.parse("{step}.pt").folder()).isEqualTo(".");
    assertThat(CheckpointPattern.parse("/{step}.pt").folder()).isEqualTo("/");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "runs/ema.pt; expected {step} where the training step is, such as ema_0.9999_{step}.pt",
        "runs/*_*.pt; expected {step} where the training step is, such as ema_0.9999_{step}.pt",
        "{step}_{step}.pt; expected one {step}, the place of the training step",
        "runs/*/ema_{step}.pt; expected a folder without *, ? and {step}, which only the names of"
            + " files may have",
        "runs/; expected the names of files in a folder, such as ema_0.9999_{step}.pt",
        "*a*b*c*{step}; expected at most 3 *",
        "ema_{step}.pt#; expected the name of a state dict after the '#'"
      })
  void saysWhatIsWrong(String pattern, String problem) {
    assertThatThrownBy(() -> CheckpointPattern.parse(pattern))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(problem + ", found \"" + pattern + "\"");
  }

  @Property
  void findsEveryStepAgain(
      @ForAll @StringLength(max = 8) String before,
      @ForAll @StringLength(max = 8) String after,
      @ForAll @LongRange(min = 0, max = 999_999_999_999_999_999L) long step) {
    String start = before.replaceAll("[*?#/{}]", "_") + "_";
    String end = "." + after.replaceAll("[*?#/{}]", "_");
    CheckpointPattern pattern = CheckpointPattern.parse("folder/" + start + "{step}" + end);

    assertThat(pattern.step(start + step + end)).hasValue(step);
    assertThat(pattern.step("x" + start + step + end)).isEqualTo(OptionalLong.empty());
    assertThat(start).startsWith(pattern.prefix());
  }

  @Property
  void parsesOrRefusesWithoutAnyOtherFailure(@ForAll String written, @ForAll String name) {
    try {
      CheckpointPattern.parse(written).step(name);
    } catch (IllegalArgumentException refused) {
      assertThat(refused).hasMessageStartingWith("expected ").hasMessageEndingWith(written + "\"");
    }
  }
}
