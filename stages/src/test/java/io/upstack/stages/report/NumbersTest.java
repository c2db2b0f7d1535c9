package io.upstack.stages.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NumbersTest {
  @Test
  void groupsThousands() {
    assertThat(Numbers.count(50_000)).isEqualTo("50,000");
    assertThat(Numbers.counted(1, "sample", "samples")).isEqualTo("1 sample");
    assertThat(Numbers.counted(2000, "sample", "samples")).isEqualTo("2,000 samples");
  }

  @Test
  void writesDurationsInTheUnitsOfTheirSize() {
    assertThat(Numbers.duration(0.4)).isEqualTo("0.40 s");
    assertThat(Numbers.duration(53.94)).isEqualTo("53.9 s");
    assertThat(Numbers.duration(59.97)).isEqualTo("1 min 00 s");
    assertThat(Numbers.duration(200)).isEqualTo("3 min 20 s");
    assertThat(Numbers.duration(3599.6)).isEqualTo("1 h 00 min");
    assertThat(Numbers.duration(18_443)).isEqualTo("5 h 07 min");
  }

  @Test
  void writesSizesInTheUnitsOfTheirSize() {
    assertThat(Numbers.bytes(122_807)).isEqualTo("122.8 kB");
    assertThat(Numbers.bytes(8_404_040)).isEqualTo("8.4 MB");
    assertThat(Numbers.bytes(2_212_000_000L)).isEqualTo("2.21 GB");
  }

  @Test
  void tellsTwoDigitsOfADifference() {
    assertThat(Numbers.decimalsOf(4.43, 2)).isEqualTo(2);
    assertThat(Numbers.decimalsOf(0.083, 2)).isEqualTo(3);
    assertThat(Numbers.decimalsOf(0.0001, 2)).isEqualTo(5);
    assertThat(Numbers.decimalsOf(1e-30, 2)).isEqualTo(8);
    assertThat(Numbers.decimalsOf(0, 2)).isEqualTo(2);
  }

  @Test
  void dropsZerosThatSayNothing() {
    assertThat(Numbers.plain(3)).isEqualTo("3");
    assertThat(Numbers.plain(2.5)).isEqualTo("2.5");
  }
}
