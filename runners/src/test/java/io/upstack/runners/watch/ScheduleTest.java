package io.upstack.runners.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ScheduleTest {
  private static final Instant NOON = Instant.parse("2026-03-28T12:00:00Z");

  @Test
  void repeatsAfterATimeAndSkipsWhatWasMissed() {
    Schedule schedule = Schedule.parse("every 10 minutes", ZoneOffset.UTC, NOON);

    assertThat(schedule.first(NOON)).isEqualTo(NOON);
    assertThat(schedule.next(NOON, NOON.plusSeconds(30))).hasValue(NOON.plusSeconds(600));
    assertThat(schedule.next(NOON, NOON.plusSeconds(1900))).hasValue(NOON.plusSeconds(2400));
  }

  @Test
  void looksOnce() {
    Schedule schedule = Schedule.parse("once", ZoneOffset.UTC, NOON);

    assertThat(schedule.first(NOON)).isEqualTo(NOON);
    assertThat(schedule.next(NOON, NOON)).isEmpty();
  }

  @Test
  void followsCronInItsZoneOverTheChangeToSummerTime() {
    Schedule schedule = Schedule.parse("30 4 * * *", ZoneId.of("Europe/Zurich"), NOON);

    Instant first = schedule.first(NOON);

    assertThat(first).isEqualTo("2026-03-29T02:30:00Z");
    assertThat(schedule.next(first, first)).hasValue(Instant.parse("2026-03-30T02:30:00Z"));
    assertThat(schedule.next(first, Instant.parse("2026-04-02T00:00:00Z")))
        .hasValue(Instant.parse("2026-04-02T02:30:00Z"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0 0 30 2 *",
        "99 * * * *",
        "* * *",
        "every 0 minutes",
        "every day",
        "",
        "x y z a b"
      })
  void saysWhatIsWrong(String written) {
    assertThatThrownBy(() -> Schedule.parse(written, ZoneOffset.UTC, NOON))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("expected ")
        .hasMessageEndingWith("found \"" + written + "\"");
  }
}
