package io.upstack.stages.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ImageSelectionTest {
  private static final ImageLimits LIMITS = new ImageLimits(3, 2, 1);

  @Test
  void takesTheFirstOfEachClass() {
    ImageSelection selection =
        ImageSelection.byClass(new int[] {4, 1, 4, 4, 1}, new int[] {1, 1, 7}, LIMITS);

    assertThat(selection)
        .isEqualTo(
            new ImageSelection(
                List.of(
                    new SelectedRow(OptionalInt.of(1), List.of(1, 4), List.of(0)),
                    new SelectedRow(OptionalInt.of(4), List.of(0, 2), List.of())),
                2));
  }

  @Test
  void choosesClassesEvenlyWhereThereAreMoreThanFit() {
    int[] labels = IntStream.range(0, 1000).toArray();

    ImageSelection selection = ImageSelection.byClass(labels, new int[0], new ImageLimits(4, 1, 1));

    assertThat(selection.rows().stream().map(row -> row.label().getAsInt()))
        .containsExactly(0, 250, 500, 750);
    assertThat(selection.classes()).isEqualTo(1000);
  }

  @Test
  void showsAReferenceWithoutLabelsInAGridOfItsOwn() {
    ImageSelection selection = ImageSelection.byClassOfSamples(new int[] {0, 0}, 100, LIMITS);

    assertThat(selection.rows())
        .containsExactly(
            new SelectedRow(OptionalInt.of(0), List.of(0, 1), List.of()),
            new SelectedRow(OptionalInt.empty(), List.of(), List.of(0, 1, 2, 3, 4, 5)));
  }

  @Test
  void showsUnconditionalSamplesInOneGrid() {
    ImageSelection selection = ImageSelection.withoutClasses(5, 2, LIMITS);

    assertThat(selection.rows())
        .containsExactly(
            new SelectedRow(OptionalInt.empty(), List.of(0, 1, 2, 3, 4), List.of(0, 1)));
    assertThat(selection.classes()).isZero();
  }

  @Test
  void loadsImagesAndNamesThatThereAre() throws IOException {
    ImageSelection selection =
        ImageSelection.byClass(new int[] {1, 0}, new int[] {1, 0, 1}, LIMITS);

    ReportImages images = selection.load(grey(10), grey(50), List.of("shoe"));

    assertThat(images.rows())
        .extracting(row -> row.className().orElse("-"))
        .containsExactly("shoe", "-");
    assertThat(images.rows())
        .extracting(row -> row.generated().get(0).value(0, 0, 0))
        .containsExactly(11, 10);
    assertThat(images.rows())
        .extracting(row -> row.reference().get(0).value(0, 0, 0))
        .containsExactly(51, 50);
  }

  @Property(tries = 200, seed = "1")
  void everyRowHoldsTheFirstOfItsClassAndNoOther(
      @ForAll @Size(max = 60) List<@IntRange(max = 9) Integer> labels,
      @ForAll @IntRange(min = 1, max = 12) int rows) {
    int[] array = labels.stream().mapToInt(Integer::intValue).toArray();

    ImageSelection selection = ImageSelection.byClass(array, array, new ImageLimits(rows, 3, 3));

    assertThat(selection.rows()).hasSize(Math.min(rows, (int) labels.stream().distinct().count()));
    for (SelectedRow row : selection.rows()) {
      List<Integer> ofClass =
          IntStream.range(0, array.length)
              .filter(index -> array[index] == row.label().getAsInt())
              .boxed()
              .toList();
      assertThat(row.samples()).isEqualTo(ofClass.subList(0, Math.min(3, ofClass.size())));
      assertThat(row.reference()).isEqualTo(row.samples());
    }
  }

  @Test
  void refusesLimitsThatShowNothing() {
    assertThatThrownBy(() -> new ImageLimits(0, 8, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "a report of at most 0 classes with 8 samples and 4 reference images each: it takes at"
                + " least 1 class, 1 sample and 0 reference images");
  }

  /** Images of one pixel, whose value is the index plus an offset. */
  private static ImageSource grey(int offset) {
    return index -> {
      byte value = (byte) (offset + index);
      return new RgbImage(1, 1, new byte[] {value, value, value});
    };
  }
}
