package io.upstack.runners.export;

import java.util.List;

/**
 * A parameter or a result of a method.
 *
 * @param type float32, int64 or uint8
 * @param shape numbers, and letters for sizes that the caller chooses
 */
record ExportedTensor(String name, String type, List<String> shape) {
  ExportedTensor {
    shape = List.copyOf(shape);
  }

  static ExportedTensor of(String name, String type, Object... shape) {
    return new ExportedTensor(name, type, List.of(shape).stream().map(String::valueOf).toList());
  }

  @Override
  public String toString() {
    return "%s %s [%s]".formatted(name, type, String.join(", ", shape));
  }
}
