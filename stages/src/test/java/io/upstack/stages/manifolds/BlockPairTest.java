package io.upstack.stages.manifolds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BlockPairTest {
  @Test
  void countsAlongTheRowsOfTheUpperTriangle() {
    assertThat(IntStream.range(0, BlockPair.count(3)).mapToObj(i -> BlockPair.of(i, 3)))
        .containsExactlyElementsOf(
            List.of(
                new BlockPair(0, 0),
                new BlockPair(0, 1),
                new BlockPair(0, 2),
                new BlockPair(1, 1),
                new BlockPair(1, 2),
                new BlockPair(2, 2)));
  }

  @Property(tries = 60, seed = "5")
  void numberAndPairAreOne(@ForAll @IntRange(min = 1, max = 60) int blocks) {
    for (int index = 0; index < BlockPair.count(blocks); index++) {
      BlockPair pair = BlockPair.of(index, blocks);
      assertThat(pair.second()).isBetween(pair.first(), blocks - 1);
      assertThat(pair.index(blocks)).isEqualTo(index);
    }
  }

  @Test
  void refusesWhatIsNoPair() {
    assertThatThrownBy(() -> BlockPair.of(6, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("pair 6 of 3 blocks, expected 0 to 5");
    assertThatThrownBy(() -> new BlockPair(2, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the pair of blocks 2 and 1, expected 0 <= first <= second");
  }
}
