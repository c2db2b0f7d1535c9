package io.upstack.stages.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimestepRespacingTest {
  @Test
  void nothingTakesEveryStep() {
    assertThat(TimestepRespacing.timesteps(4, "")).containsExactly(0, 1, 2, 3);
  }

  @Test
  void aNumberSpreadsStepsFromTheFirstToTheLast() {
    assertThat(TimestepRespacing.timesteps(1000, "4")).containsExactly(0, 333, 666, 999);
    assertThat(TimestepRespacing.timesteps(1000, "1")).containsExactly(0);
  }

  /** 4.5 goes to 4 and 13.5 to 14, as Python rounds. */
  @Test
  void halvesAreRoundedToTheEvenStep() {
    assertThat(TimestepRespacing.timesteps(19, "5")).containsExactly(0, 4, 9, 14, 18);
  }

  /** The example of guided_diffusion/respace.py: three sections of 100 of 300 steps. */
  @Test
  void aListGivesEachSectionItsSteps() {
    int[] steps = TimestepRespacing.timesteps(300, "10,15,20");
    assertThat(steps).hasSize(45).startsWith(0, 11, 22).endsWith(289, 294, 299);
    assertThat(IntStream.of(steps).filter(step -> step < 100)).hasSize(10);
    assertThat(IntStream.of(steps).filter(step -> step >= 100 && step < 200)).hasSize(15);
  }

  @Test
  void stepsThatDoNotDivideGoToTheFirstSections() {
    assertThat(TimestepRespacing.timesteps(7, "3,2,2")).containsExactly(0, 1, 2, 3, 4, 5, 6);
  }

  @Test
  void ddimTakesTheFirstStrideThatGivesTheNumber() {
    assertThat(TimestepRespacing.timesteps(1000, "ddim4")).containsExactly(0, 250, 500, 750);
    assertThat(TimestepRespacing.timesteps(10, "ddim4")).containsExactly(0, 3, 6, 9);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1000 | 1001 | '1001' asks for 1001 steps of a section of 1000",
        "100 | 10,60 | '10,60' asks for 60 steps of a section of 50",
        "1000 | ddim999 | no integer stride takes exactly 999 of 1000 diffusion steps",
        "100 | 0 | '0' leaves no step",
        "100 | ten"
            + " | 'ten' is neither a number of steps, nor a comma-separated list of them, nor ddimN",
        "100 | 10,,5"
            + " | '10,,5' is neither a number of steps, nor a comma-separated list of them, nor"
            + " ddimN",
        "100 | -5"
            + " | '-5' is neither a number of steps, nor a comma-separated list of them, nor ddimN"
      })
  void whatCannotBeIsRefused(int steps, String respacing, String message) {
    assertThatThrownBy(() -> TimestepRespacing.timesteps(steps, respacing))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Property(tries = 200, seed = "3")
  void aNumberGivesThatManyStepsAscendingFromTheFirstToTheLast(
      @ForAll @IntRange(min = 2, max = 4000) int steps,
      @ForAll @IntRange(min = 0, max = 1000) int parts) {
    int count = 2 + (int) ((long) (steps - 2) * parts / 1000);
    int[] taken = TimestepRespacing.timesteps(steps, Integer.toString(count));
    assertThat(taken).hasSize(count).doesNotHaveDuplicates().isSorted();
    assertThat(taken).startsWith(0).endsWith(steps - 1);
  }
}
