package io.upstack.stages.inspection;

import static java.util.stream.Collectors.joining;

import io.upstack.stages.problems.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The differences between the tensors of a checkpoint and those that flags require.
 *
 * @param missing missing tensors with the shapes that were expected
 * @param extra extra tensors with the shapes that they have
 */
record TensorDifferences(List<Tensor> missing, List<Tensor> extra, List<Misshapen> misshapen) {
  private static final int LISTED = 10;

  record Tensor(String name, List<Long> shape) {
    @Override
    public String toString() {
      return Printable.name(name) + " " + shape;
    }
  }

  record Misshapen(String name, List<Long> found, List<Long> expected) {
    @Override
    public String toString() {
      return "%s is %s, expected %s".formatted(Printable.name(name), found, expected);
    }
  }

  static TensorDifferences between(
      Map<String, List<Long>> expected, Map<String, List<Long>> found) {
    List<Tensor> missing = new ArrayList<>();
    List<Misshapen> misshapen = new ArrayList<>();
    expected.forEach(
        (name, shape) -> {
          if (!found.containsKey(name)) {
            missing.add(new Tensor(name, shape));
          } else if (!found.get(name).equals(shape)) {
            misshapen.add(new Misshapen(name, found.get(name), shape));
          }
        });
    List<Tensor> extra =
        found.entrySet().stream()
            .filter(tensor -> !expected.containsKey(tensor.getKey()))
            .map(tensor -> new Tensor(tensor.getKey(), tensor.getValue()))
            .toList();
    return new TensorDifferences(List.copyOf(missing), extra, List.copyOf(misshapen));
  }

  int count() {
    return missing.size() + extra.size() + misshapen.size();
  }

  /** Describes each kind of difference, to follow the name of the checkpoint. */
  List<String> described() {
    List<String> descriptions = new ArrayList<>();
    if (!missing.isEmpty()) {
      descriptions.add("lacks %s: %s".formatted(asked(missing, ""), listed(missing)));
    }
    if (!extra.isEmpty()) {
      descriptions.add("holds %s: %s".formatted(asked(extra, "not "), listed(extra)));
    }
    if (!misshapen.isEmpty()) {
      descriptions.add(
          "has %s of another shape: %s".formatted(tensors(misshapen), listed(misshapen)));
    }
    return List.copyOf(descriptions);
  }

  private static String asked(List<?> tensors, String negation) {
    return "%s %sasked for by the flags".formatted(tensors(tensors), negation);
  }

  private static String tensors(List<?> tensors) {
    return tensors.size() == 1 ? "1 tensor" : tensors.size() + " tensors";
  }

  private static String listed(List<?> tensors) {
    String listed = tensors.stream().limit(LISTED).map(String::valueOf).collect(joining("; "));
    int rest = tensors.size() - LISTED;
    return rest > 0 ? "%s; and %d more".formatted(listed, rest) : listed;
  }
}
