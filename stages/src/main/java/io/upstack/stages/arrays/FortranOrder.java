package io.upstack.stages.arrays;

import java.nio.ByteBuffer;
import java.util.List;

/** Converts arrays whose first dimension varies fastest to arrays whose last dimension does. */
final class FortranOrder {
  private FortranOrder() {}

  static ByteBuffer toRowMajor(byte[] source, NpyHeader header) {
    int size = header.elementType().size();
    ByteBuffer target = ByteBuffer.allocate(source.length);
    int[] index = new int[header.shape().size()];
    int[] strides = strides(header.shape(), size);
    int offset = 0;
    while (target.hasRemaining()) {
      target.put(source, offset, size);
      offset += next(index, strides, header.shape());
    }
    return target.flip();
  }

  /** Returns the position in C order of each element, with the elements in Fortran order. */
  static int[] places(List<Long> shape) {
    int[] places = new int[shape.stream().mapToInt(Long::intValue).reduce(1, Math::multiplyExact)];
    int[] index = new int[shape.size()];
    for (int element = 0; element < places.length; element++) {
      int place = 0;
      for (int dimension = 0; dimension < index.length; dimension++) {
        place = place * shape.get(dimension).intValue() + index[dimension];
      }
      places[element] = place;
      for (int dimension = 0; dimension < index.length; dimension++) {
        index[dimension]++;
        if (index[dimension] < shape.get(dimension)) {
          break;
        }
        index[dimension] = 0;
      }
    }
    return places;
  }

  private static int[] strides(List<Long> shape, int size) {
    int[] strides = new int[shape.size()];
    int stride = size;
    for (int dimension = 0; dimension < strides.length; dimension++) {
      strides[dimension] = stride;
      stride *= shape.get(dimension).intValue();
    }
    return strides;
  }

  /** Advances the index, last dimension first, and returns how far the offset moves with it. */
  private static int next(int[] index, int[] strides, List<Long> shape) {
    int moved = 0;
    for (int dimension = index.length - 1; dimension >= 0; dimension--) {
      index[dimension]++;
      moved += strides[dimension];
      if (index[dimension] < shape.get(dimension)) {
        return moved;
      }
      moved -= index[dimension] * strides[dimension];
      index[dimension] = 0;
    }
    return moved;
  }
}
