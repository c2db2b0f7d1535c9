package io.upstack.stages.shards;

import io.upstack.stages.arrays.ElementType;
import java.util.ArrayList;
import java.util.List;

/**
 * The layout of one array in a shard's object.
 *
 * @param name the array's name in the npz
 * @param type the type of its elements
 * @param row the shape of the part that belongs to one sample
 */
public record ArrayLayout(String name, ElementType type, List<Long> row) {
  public ArrayLayout {
    row = List.copyOf(row);
  }

  /** Returns the array's shape for the given number of samples. */
  public List<Long> shape(long samples) {
    List<Long> shape = new ArrayList<>();
    shape.add(samples);
    shape.addAll(row);
    return List.copyOf(shape);
  }

  /** Returns the size of one row in bytes. */
  public long rowSize() {
    return row.stream().reduce((long) type.size(), Math::multiplyExact);
  }
}
