package io.upstack.runners.run;

import io.upstack.stages.arrays.ArrayReader;
import io.upstack.stages.arrays.NpzFile;
import io.upstack.stages.shards.ShardLayout;
import io.upstack.stages.store.InputFile;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/** The labels of given base samples: arr_1, integers of shape [N]. */
record BaseLabels(InputFile file) {
  private static final int MOST_REPORTED = 10;

  /** Reads all labels, which have to be checked already. */
  long[] read() throws IOException {
    try (NpzFile npz = NpzFile.open(file.open(), file.location());
        ArrayReader labels = npz.array(ShardLayout.LABELS)) {
      return labels.toLongs();
    }
  }

  /** Reports what is wrong with the labels for an upsampler with this many classes. */
  void check(int classes, Consumer<String> problems) {
    try (NpzFile npz = NpzFile.open(file.open(), file.location())) {
      if (!npz.contains(ShardLayout.LABELS)) {
        problems.accept(
            ("%s has no %s; the upsampler is class-conditional and needs a label for each image:"
                    + " integers from 0 to %d")
                .formatted(file.location(), ShardLayout.LABELS, classes - 1));
        return;
      }
      check(npz, classes, problems);
    } catch (IOException e) {
      problems.accept(e.getMessage());
    }
  }

  private void check(NpzFile npz, int classes, Consumer<String> problems) throws IOException {
    try (ArrayReader images = npz.array(ShardLayout.IMAGES);
        ArrayReader labels = npz.array(ShardLayout.LABELS)) {
      List<Long> expected = List.of(images.rowsLeft());
      if (labels.elementType().isFloatingPoint() || !labels.shape().equals(expected)) {
        problems.accept(
            "%s: %s is %s of shape %s, expected a label for each image: integers of shape %s"
                .formatted(
                    file.location(),
                    ShardLayout.LABELS,
                    labels.elementType(),
                    labels.shape(),
                    expected));
        return;
      }
      checkRange(labels.toLongs(), classes, problems);
    }
  }

  private void checkRange(long[] labels, int classes, Consumer<String> problems) {
    int wrong = 0;
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0 || labels[i] >= classes) {
        wrong++;
        if (wrong <= MOST_REPORTED) {
          problems.accept(
              "%s: %s[%d] is %d, expected a label from 0 to %d"
                  .formatted(file.location(), ShardLayout.LABELS, i, labels[i], classes - 1));
        }
      }
    }
    if (wrong > MOST_REPORTED) {
      problems.accept(
          "%s: %d more labels are out of range".formatted(file.location(), wrong - MOST_REPORTED));
    }
  }
}
