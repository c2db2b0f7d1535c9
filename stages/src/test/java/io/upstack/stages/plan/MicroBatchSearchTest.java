package io.upstack.stages.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class MicroBatchSearchTest {
  private final List<Integer> tried = new ArrayList<>();

  @Test
  void doublesUntilMemoryIsOut() throws IOException {
    assertThat(MicroBatchSearch.find(50_000, 0, trial(16, size -> size))).isEqualTo(16);
    assertThat(tried).containsExactly(1, 2, 4, 8, 16, 32);
  }

  @Test
  void stopsWhereMoreIsNoFaster() throws IOException {
    assertThat(MicroBatchSearch.find(50_000, 0, trial(512, size -> Math.min(size, 8))))
        .isEqualTo(8);
    assertThat(tried).containsExactly(1, 2, 4, 8, 16, 32);
  }

  @Test
  void takesTheSmallestOfThoseThatAreAsFast() throws IOException {
    assertThat(MicroBatchSearch.find(50_000, 0, trial(512, size -> 100 + 0.001 * size)))
        .isEqualTo(1);
    assertThat(tried).containsExactly(1, 2, 4);
  }

  @Test
  void looksPastOneSizeThatIsNoFaster() throws IOException {
    assertThat(MicroBatchSearch.find(50_000, 0, trial(8, size -> size == 4 ? 2 : size)))
        .isEqualTo(8);
  }

  @Test
  void growsNoLargerThanTheRunAndDividesTheShard() throws IOException {
    assertThat(MicroBatchSearch.find(20, 0, trial(512, size -> size))).isEqualTo(16);
    assertThat(MicroBatchSearch.find(50_000, 96, trial(512, size -> size))).isEqualTo(32);
    assertThat(MicroBatchSearch.find(50_000, 0, trial(512, size -> size))).isEqualTo(512);
  }

  @Test
  void isAnErrorWhereNothingFits() {
    assertThatThrownBy(() -> MicroBatchSearch.find(50_000, 0, trial(0, size -> size)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("not even a micro-batch of one sample fits into memory");
  }

  private MicroBatchSearch.Trial trial(int most, IntToDoubleFunction speed) {
    return size -> {
      tried.add(size);
      return size <= most ? OptionalDouble.of(speed.applyAsDouble(size)) : OptionalDouble.empty();
    };
  }
}
