package io.upstack.stages.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class UniformIntegersTest {
  /** The first words of the counter (0, 0, 7, 2) under the key (5, 0), scaled by hand. */
  @Test
  void scalesTheWordsOfPhilox() {
    int[] words = Philox4x32.block(5, 0, 0, 0, 7, 2);
    UniformIntegers integers = new UniformIntegers(5, 7, 2);

    for (int word : words) {
      assertThat(integers.below(1 << 10)).isEqualTo(word >>> 22);
    }
    assertThat(integers.below(1 << 10)).isEqualTo(Philox4x32.block(5, 0, 1, 0, 7, 2)[0] >>> 22);
  }

  /** Three of four words of 32 bits would favour a third of the integers twofold. */
  @Test
  void favoursNoIntegerBelowABoundThatDoesNotDivideTheWords() {
    int bound = 3 << 29;
    UniformIntegers integers = new UniformIntegers(1, 0, 0);
    int draws = 30_000;
    int[] thirds = new int[3];
    for (int i = 0; i < draws; i++) {
      thirds[integers.below(bound) % 3]++;
    }

    double deviation = Math.sqrt(draws * 2.0 / 9);
    for (int third : thirds) {
      assertThat((double) third).isCloseTo(draws / 3.0, within(4 * deviation));
    }
  }

  @Test
  void drawsEveryPermutationEquallyOften() {
    Map<String, Integer> counts = new HashMap<>();
    int draws = 24_000;
    for (int i = 0; i < draws; i++) {
      counts.merge(Arrays.toString(new UniformIntegers(9, 3, i).draw(4, 4)), 1, Integer::sum);
    }

    assertThat(counts).hasSize(24);
    double deviation = Math.sqrt(draws * (1 / 24.0) * (23 / 24.0));
    assertThat(counts.values())
        .allSatisfy(count -> assertThat((double) count).isCloseTo(1000, within(4.5 * deviation)));
  }

  @Property(tries = 100)
  void drawsWithoutReplacement(@ForAll @IntRange(max = 200) int size, @ForAll long seed) {
    int[] permutation = new UniformIntegers(seed, 1, 0).draw(size, size);
    int[] prefix = new UniformIntegers(seed, 1, 0).draw(size / 2, size);

    assertThat(IntStream.of(permutation).sorted()).containsExactlyElementsOf(numbers(size));
    assertThat(prefix).isEqualTo(Arrays.copyOf(permutation, size / 2));
  }

  private static Iterable<Integer> numbers(int size) {
    return IntStream.range(0, size).boxed().toList();
  }

  @Test
  void dependsOnSeedPurposeAndIndex() {
    int[] draw = new UniformIntegers(1, 2, 3).draw(50, 50);

    assertThat(new UniformIntegers(1, 2, 3).draw(50, 50)).isEqualTo(draw);
    assertThat(new UniformIntegers(1L << 32, 2, 3).draw(50, 50)).isNotEqualTo(draw);
    assertThat(new UniformIntegers(1, 3, 3).draw(50, 50)).isNotEqualTo(draw);
    assertThat(new UniformIntegers(1, 2, 4).draw(50, 50)).isNotEqualTo(draw);
  }

  @Test
  void refusesWhatCannotBeDrawn() {
    UniformIntegers integers = new UniformIntegers(1, 2, 3);

    assertThatThrownBy(() -> integers.below(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("an integer below 0, expected a bound of 1 or more");
    assertThatThrownBy(() -> integers.draw(6, 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a draw of 6 out of 5 without replacement");
  }
}
