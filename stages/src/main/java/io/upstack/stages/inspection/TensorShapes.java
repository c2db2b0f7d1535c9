package io.upstack.stages.inspection;

import io.upstack.stages.checkpoints.CheckpointTensor;
import io.upstack.stages.checkpoints.StateDict;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names and shapes of a checkpoint's tensors, which may be any. */
record TensorShapes(Map<String, List<Long>> shapes) {
  /** No network has a dimension larger than this. */
  private static final long LARGEST = 1 << 24;

  private static final Pattern INPUT_BLOCK = Pattern.compile("input_blocks\\.([0-9]{1,4})\\..*");

  static TensorShapes of(StateDict checkpoint) {
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    for (CheckpointTensor tensor : checkpoint.tensors().values()) {
      shapes.put(tensor.name(), tensor.shape());
    }
    return new TensorShapes(Collections.unmodifiableMap(shapes));
  }

  boolean has(String name) {
    return shapes.containsKey(name);
  }

  /** Returns the size of a dimension, or nothing if there is no such tensor or dimension. */
  OptionalInt size(String name, int dimension) {
    List<Long> shape = shapes.getOrDefault(name, List.of());
    if (shape.size() <= dimension) {
      return OptionalInt.empty();
    }
    long size = shape.get(dimension);
    return size < 1 || size > LARGEST ? OptionalInt.empty() : OptionalInt.of((int) size);
  }

  boolean anyNameStarts(String prefix) {
    return shapes.keySet().stream().anyMatch(name -> name.startsWith(prefix));
  }

  boolean anyNameEnds(String suffix) {
    return shapes.keySet().stream().anyMatch(name -> name.endsWith(suffix));
  }

  /** Returns one more than the highest number of an input block. */
  int inputBlocks() {
    return shapes.keySet().stream()
        .map(INPUT_BLOCK::matcher)
        .filter(Matcher::matches)
        .mapToInt(matcher -> Integer.parseInt(matcher.group(1)) + 1)
        .max()
        .orElse(0);
  }

  /** Describes a tensor for messages: {@code NAME is [256, 64]}, or that it does not exist. */
  String described(String name) {
    return has(name) ? name + " is " + shapes.get(name) : "there is no " + name;
  }
}
