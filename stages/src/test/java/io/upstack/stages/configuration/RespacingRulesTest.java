package io.upstack.stages.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RespacingRulesTest {

  // What space_timesteps accepts.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1000|''",
        "1000|1000",
        "1000|250",
        "1000|1",
        "300|10,15,20",
        "1000| 10 , 0",
        "1000|+5",
        "1000|ddim25",
        "1000|ddim50",
        "1000|ddim1000",
        "1000|ddim 250",
        "1000|ddim2",
        "10|ddim5",
        "5|2,2,1",
        "2|ddim2"
      })
  void takesWhatCanBeHad(int steps, String respacing) {
    assertThat(RespacingRules.problem(steps, respacing)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"1000|300", "1000|1", "1000|0", "1000|1001", "1|1", "64|48"})
  void saysWhenNoStrideTakesThatMany(int steps, int count) {
    assertThat(RespacingRules.problem(steps, "ddim" + count))
        .contains(
            "no integer stride takes exactly %s of %s diffusion steps".formatted(count, steps));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"1000|1001|1001|1000", "10|3,4,3|4|3", "3|1,1,1,1|1|0"})
  void saysWhenASectionIsTooSmall(int steps, String respacing, int count, int size) {
    assertThat(RespacingRules.problem(steps, respacing))
        .contains("'%s' asks for %s steps of a section of %s".formatted(respacing, count, size));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"ddim", "fast27", "10,,20", "10,", "-5", "1.5", "ddim25,25", "DDIM25"})
  void saysWhichFormsThereAre(String respacing) {
    assertThat(RespacingRules.problem(1000, respacing))
        .contains(
            "'%s' is neither a number of steps, nor a comma-separated list of them, nor ddimN"
                .formatted(respacing));
  }

  @Test
  void saysWhenNoStepIsTaken() {
    assertThat(RespacingRules.problem(1000, "0,0")).contains("'0,0' leaves no step");
  }
}
