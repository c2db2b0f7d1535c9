package io.upstack.stages.shards;

import io.upstack.stages.arrays.ElementType;
import java.util.ArrayList;
import java.util.List;

/**
 * An array of a shard's object.
 *
 * @param name in the npz
 * @param type of its elements
 * @param row shape of what belongs to one sample
 */
public record ArrayLayout(String name, ElementType type, List<Long> row) {
  public ArrayLayout {
    row = List.copyOf(row);
  }

  /** The array's shape for so many samples. */
  public List<Long> shape(long samples) {
    List<Long> shape = new ArrayList<>();
    shape.add(samples);
    shape.addAll(row);
    return List.copyOf(shape);
  }

  /** In bytes. */
  public long rowSize() {
    return row.stream().reduce((long) type.size(), Math::multiplyExact);
  }
}
