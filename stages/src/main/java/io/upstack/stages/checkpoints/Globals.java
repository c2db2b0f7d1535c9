package io.upstack.stages.checkpoints;

import io.upstack.stages.arrays.ElementType;
import io.upstack.stages.checkpoints.PickleValue.Global;
import io.upstack.stages.problems.Printable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The classes and functions that a state dict can name. None of them is ever called. */
final class Globals {
  static final String ORDERED_DICTIONARY = "collections.OrderedDict";
  static final String TENSOR = "torch._utils._rebuild_tensor_v2";
  static final String PARAMETER = "torch._utils._rebuild_parameter";

  private static final Map<String, ElementType> STORAGES =
      Map.of(
          "torch.FloatStorage", ElementType.FLOAT32,
          "torch.HalfStorage", ElementType.FLOAT16,
          "torch.BFloat16Storage", ElementType.BFLOAT16,
          "torch.DoubleStorage", ElementType.FLOAT64,
          "torch.LongStorage", ElementType.INT64,
          "torch.IntStorage", ElementType.INT32,
          "torch.ShortStorage", ElementType.INT16,
          "torch.CharStorage", ElementType.INT8,
          "torch.ByteStorage", ElementType.UINT8,
          "torch.BoolStorage", ElementType.BOOL);

  /**
   * The number of foreign names that are kept. It is far more than a message lists, and is limited
   * because the joined names take more memory than they do in the file.
   */
  private static final int MOST_FOREIGN = 500;

  private Globals() {}

  static Optional<ElementType> storageType(PickleValue value) {
    return value instanceof Global global
        ? Optional.ofNullable(STORAGES.get(global.name()))
        : Optional.empty();
  }

  /**
   * Returns a message about the globals that are not allowed, each where it first appears, if there
   * are any.
   */
  static Optional<String> refusal(List<Global> globals) {
    Map<String, Integer> foreign = positions(globals);
    if (foreign.isEmpty()) {
      return Optional.empty();
    }
    List<String> places =
        foreign.entrySet().stream()
            .map(
                entry ->
                    "%s at byte %d".formatted(Printable.name(entry.getKey()), entry.getValue()))
            .toList();
    return Optional.of(
        "its pickle names what is not allowed in a state dict: %s; allowed are %s"
            .formatted(Printable.listed(places, ", "), allowed()));
  }

  /**
   * Returns the names of globals that are not allowed in a state dict, each once, in a form fit for
   * a message.
   */
  static List<String> foreign(List<Global> globals) {
    return positions(globals).keySet().stream().map(Printable::name).toList();
  }

  private static Map<String, Integer> positions(List<Global> globals) {
    Map<String, Integer> foreign = new LinkedHashMap<>();
    for (Global global : globals) {
      String name = global.name();
      if (!isAllowed(name) && foreign.size() < MOST_FOREIGN) {
        foreign.putIfAbsent(name, global.position());
      }
    }
    return foreign;
  }

  static boolean isForeign(Global global) {
    return !isAllowed(global.name());
  }

  private static boolean isAllowed(String name) {
    return STORAGES.containsKey(name)
        || name.equals(ORDERED_DICTIONARY)
        || name.equals(TENSOR)
        || name.equals(PARAMETER);
  }

  private static String allowed() {
    return Stream.concat(
            Stream.of(ORDERED_DICTIONARY, TENSOR, PARAMETER),
            new TreeSet<>(STORAGES.keySet()).stream())
        .collect(Collectors.joining(", "));
  }
}
