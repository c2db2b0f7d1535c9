package io.upstack.stages.metrics;

import static java.util.Locale.ROOT;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;

/** Checks the results of an extractor's {@code forward}. */
record ExtractorResults(Path file, int images, NDList results) {
  private static final int RESULTS = 3;

  FeatureBatch toBatch() {
    if (results.size() != RESULTS || results.get(0).size() == 0) {
      throw unexpected();
    }
    return new FeatureBatch(
        features(results.get(0)), optional(results.get(1)), optional(results.get(2)));
  }

  private Optional<Features> optional(NDArray result) {
    return result.size() == 0 ? Optional.empty() : Optional.of(features(result));
  }

  private Features features(NDArray result) {
    Shape shape = result.getShape();
    if (result.getDataType() != DataType.FLOAT32
        || shape.dimension() != 2
        || shape.get(0) != images) {
      throw unexpected();
    }
    return Features.of(images, Math.toIntExact(shape.get(1)), result.toFloatArray());
  }

  private MetricsException unexpected() {
    String returned =
        results.stream()
            .map(result -> String.format(ROOT, "%s of %s", result.getShape(), result.getDataType()))
            .collect(Collectors.joining(", "));
    return new MetricsException(
        String.format(
            ROOT,
            "extractor %s returns %s for %d images, expected 3 tensors of float32: features (%d,"
                + " D), spatial features (%d, S) or empty, logits (%d, K) or empty",
            file,
            returned,
            images,
            images,
            images,
            images));
  }
}
