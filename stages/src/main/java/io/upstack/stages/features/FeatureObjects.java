package io.upstack.stages.features;

import io.upstack.stages.arrays.ArrayReader;
import io.upstack.stages.arrays.ElementType;
import io.upstack.stages.arrays.NpzFile;
import io.upstack.stages.metrics.FeatureBatch;
import io.upstack.stages.metrics.FeatureWidths;
import io.upstack.stages.metrics.Features;
import io.upstack.stages.shards.ArrayLayout;
import io.upstack.stages.shards.ShardLayout;
import io.upstack.stages.store.ObjectStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How features are kept: fp32 {@code pool} [n, D], {@code spatial} [n, S] and {@code logits} [n,
 * K], under a directory named after the extractor's fingerprint, so that those of several
 * extractors stand beside one another.
 */
public final class FeatureObjects {
  static final String POOL = "pool";
  static final String SPATIAL = "spatial";
  static final String LOGITS = "logits";
  private static final int DIGITS = 12;

  private FeatureObjects() {}

  /**
   * The features of a run's samples.
   *
   * @param extractorSha256 fingerprint of the extractor's file
   */
  public static ShardLayout ofSamples(String extractorSha256, FeatureWidths widths) {
    return layout(
        ShardLayout.FEATURES, "features/" + shortened(extractorSha256) + "/samples", widths);
  }

  /** The features of a reference batch's images. */
  public static ShardLayout ofReference(
      String extractorSha256, String referenceSha256, FeatureWidths widths) {
    return layout(
        ShardLayout.REFERENCE,
        "features/%s/reference-%s"
            .formatted(shortened(extractorSha256), shortened(referenceSha256)),
        widths);
  }

  private static ShardLayout layout(String stage, String directory, FeatureWidths widths) {
    List<ArrayLayout> arrays = new ArrayList<>();
    arrays.add(array(POOL, widths.pool()));
    widths.spatial().ifPresent(width -> arrays.add(array(SPATIAL, width)));
    widths.logits().ifPresent(width -> arrays.add(array(LOGITS, width)));
    return new ShardLayout(stage, directory, arrays);
  }

  private static ArrayLayout array(String name, int width) {
    return new ArrayLayout(name, ElementType.FLOAT32, List.of((long) width));
  }

  private static String shortened(String sha256) {
    return sha256.substring(0, DIGITS);
  }

  /** Reads the features of a shard back. */
  public static FeatureBatch read(ObjectStore store, String name) throws IOException {
    try (NpzFile file = NpzFile.open(store.read(name), name)) {
      return new FeatureBatch(
          features(file, POOL), optional(file, SPATIAL), optional(file, LOGITS));
    }
  }

  private static Optional<Features> optional(NpzFile file, String name) throws IOException {
    return file.contains(name) ? Optional.of(features(file, name)) : Optional.empty();
  }

  private static Features features(NpzFile file, String name) throws IOException {
    try (ArrayReader array = file.array(name)) {
      int rows = Math.toIntExact(array.shape().get(0));
      int width = Math.toIntExact(array.shape().get(1));
      return Features.of(rows, width, array.toFloats());
    }
  }
}
