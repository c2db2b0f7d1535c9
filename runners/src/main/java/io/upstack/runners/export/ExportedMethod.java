package io.upstack.runners.export;

import static java.util.stream.Collectors.joining;

import java.util.List;

/** A method of an exported program, as it is shown to the user. */
record ExportedMethod(String name, List<ExportedTensor> parameters, List<ExportedTensor> results) {
  ExportedMethod {
    parameters = List.copyOf(parameters);
    results = List.copyOf(results);
  }

  /**
   * Formats the method as a line: {@code forward(x float32 [N, 3, 16, 16], ...) -> prediction
   * float32 ...}.
   */
  @Override
  public String toString() {
    return "%s(%s) -> %s".formatted(name, joined(parameters), joined(results));
  }

  private static String joined(List<ExportedTensor> tensors) {
    return tensors.stream().map(ExportedTensor::toString).collect(joining(", "));
  }
}
