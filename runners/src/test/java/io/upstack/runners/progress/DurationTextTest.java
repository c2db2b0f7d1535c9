package io.upstack.runners.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DurationTextTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0s",
    "59, 59s",
    "60, 1m 00s",
    "100, 1m 40s",
    "3599, 59m 59s",
    "3600, 1h 00m",
    "7500, 2h 05m",
    "180000, 50h 00m"
  })
  void readsAsPeopleSayIt(long seconds, String text) {
    assertThat(DurationText.of(Duration.ofSeconds(seconds))).isEqualTo(text);
  }
}
