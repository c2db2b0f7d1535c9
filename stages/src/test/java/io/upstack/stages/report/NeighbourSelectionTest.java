package io.upstack.stages.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.proto.SampleNeighbours;
import io.upstack.proto.SampleNeighbours.Neighbour;
import io.upstack.proto.SampleNeighbours.Selection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NeighbourSelectionTest {
  @Test
  void needsEachImageOnce() {
    NeighbourSelection selection =
        NeighbourSelection.of(
            List.of(
                strip(9, Selection.MOST_REALISTIC, 5, 3),
                strip(9, Selection.ASKED_FOR, 5, 3),
                strip(2, Selection.LEAST_REALISTIC, 3, 8)));

    assertThat(selection.samples()).containsExactly(2, 9);
    assertThat(selection.references()).containsExactly(3, 5, 8);
    assertThat(selection.strips())
        .extracting(SampleNeighbours::getSelection)
        .containsExactly(Selection.ASKED_FOR, Selection.MOST_REALISTIC, Selection.LEAST_REALISTIC);
  }

  @Test
  void showsTheFirstOfEachGroupAndTheNearestOfEach() {
    List<SampleNeighbours> entries = new ArrayList<>();
    for (int sample = 0; sample < 30; sample++) {
      entries.add(strip(sample, Selection.ASKED_FOR, IntStream.range(0, 20).toArray()));
      entries.add(strip(100 + sample, Selection.LEAST_REALISTIC, 50));
    }

    NeighbourSelection selection = NeighbourSelection.of(entries);

    assertThat(selection.strips(Selection.ASKED_FOR))
        .extracting(SampleNeighbours::getSample)
        .containsExactlyElementsOf(IntStream.range(0, 24).mapToObj(Long::valueOf).toList());
    assertThat(selection.strips(Selection.LEAST_REALISTIC))
        .extracting(SampleNeighbours::getSample)
        .containsExactly(100L, 101L, 102L, 103L, 104L, 105L, 106L, 107L);
    assertThat(selection.references()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 50);
  }

  @Test
  void loadsWhatItNeedsInAscendingOrder() throws IOException {
    List<Integer> asked = new ArrayList<>();
    ImageSource source =
        index -> {
          asked.add(index);
          return FullReportExample.disc(index, 2);
        };

    NeighbourImages images =
        NeighbourSelection.of(
                List.of(
                    strip(9, Selection.MOST_REALISTIC, 5, 3),
                    strip(2, Selection.LEAST_REALISTIC, 3)))
            .load(source, source);

    assertThat(asked).containsExactly(2, 9, 3, 5);
    assertThat(images.samples()).containsOnlyKeys(2, 9);
    assertThat(images.references()).containsOnlyKeys(3, 5);
  }

  private static SampleNeighbours strip(long sample, Selection selection, int... references) {
    return SampleNeighbours.newBuilder()
        .setSample(sample)
        .setSelection(selection)
        .addAllNeighbours(
            IntStream.of(references)
                .mapToObj(image -> Neighbour.newBuilder().setImage(image).setDistance(1).build())
                .toList())
        .build();
  }
}
