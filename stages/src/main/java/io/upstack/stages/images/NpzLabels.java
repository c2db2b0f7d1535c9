package io.upstack.stages.images;

import io.upstack.stages.arrays.ArrayReader;
import io.upstack.stages.arrays.ElementType;
import io.upstack.stages.arrays.NpzFile;
import io.upstack.stages.arrays.UnknownElementTypeException;
import io.upstack.stages.shards.ShardLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/**
 * The content of {@code arr_1} of an npz of images. Integers or booleans [N] are labels, and
 * anything else is ignored.
 *
 * @param labels the label of each image
 * @param remark what a user should know about an array that is ignored
 */
record NpzLabels(Optional<int[]> labels, Optional<String> remark) {
  private static final NpzLabels NONE = new NpzLabels(Optional.empty(), Optional.empty());

  /**
   * The number of rows of a table that are checked to find out whether it is one-hot, and the
   * largest size of a row in bytes.
   */
  private static final int ROWS_TRIED = 4096;

  private static final long LONGEST_ROW = 1 << 17;

  /**
   * Reads the labels, if there are any.
   *
   * @param description the name of the file in messages
   * @throws io.upstack.stages.arrays.MalformedArrayException if the array is damaged, or a label
   *     does not fit in 32 bits
   */
  static NpzLabels read(NpzFile npz, String description, long images) throws IOException {
    if (!npz.contains(ShardLayout.LABELS)) {
      return NONE;
    }
    try (ArrayReader array = npz.array(ShardLayout.LABELS)) {
      if (!array.elementType().isFloatingPoint() && array.shape().equals(List.of(images))) {
        return new NpzLabels(Optional.of(array.toInts()), Optional.empty());
      }
      String advice =
          isOneHot(array, images)
              ? "; it is one-hot: numpy.argmax(%s, axis=1) are its labels"
                  .formatted(ShardLayout.LABELS)
              : "";
      String found = "%s of shape %s".formatted(array.elementType(), array.shape());
      return passedOver(description, found, images, advice);
    } catch (UnknownElementTypeException e) {
      String found = "of numpy type '%s'".formatted(e.descriptor());
      return passedOver(description, found, images, "");
    }
  }

  private static NpzLabels passedOver(
      String description, String found, long images, String advice) {
    return new NpzLabels(
        Optional.empty(),
        Optional.of(
            "%s: %s is %s, not a label for each image (integers of shape [%d]), and is passed over%s"
                .formatted(description, ShardLayout.LABELS, found, images, advice)));
  }

  private static boolean isOneHot(ArrayReader array, long images) throws IOException {
    List<Long> shape = array.shape();
    if (shape.size() != 2 || shape.get(0) != images || shape.get(1) < 2) {
      return false;
    }
    ElementType type = array.elementType();
    if (shape.get(1) > LONGEST_ROW / type.size()) {
      return false;
    }
    int columns = shape.get(1).intValue();
    for (long row = 0; row < Math.min(images, ROWS_TRIED); row++) {
      if (!isOneHot(array.readRows(1), type, columns)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isOneHot(ByteBuffer row, ElementType type, int columns) {
    ByteBuffer little = row.order(ByteOrder.LITTLE_ENDIAN);
    int ones = 0;
    for (int column = 0; column < columns; column++) {
      double value = ArrayReader.next(type, little);
      if (value != 0 && value != 1) {
        return false;
      }
      ones += value == 1 ? 1 : 0;
    }
    return ones == 1;
  }
}
