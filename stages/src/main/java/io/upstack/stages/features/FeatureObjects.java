package io.upstack.stages.features;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hashing;
import io.upstack.proto.FeatureOrder;
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
import java.util.OptionalInt;

/**
 * The layout of stored features: fp32 {@code pool} [n, D], {@code spatial} [n, S] and {@code
 * logits} [n, K]. They are in a directory named after the extractor's fingerprint, so that a store
 * can hold the features of several extractors.
 */
public final class FeatureObjects {
  private static final int DIGITS = 12;

  /**
   * The version of the arithmetic that produces features and of the arrays that hold them. Raise it
   * with every change that gives other bytes, so that features of an earlier version are not taken
   * for new ones. The directories of format 1 have no number in their names.
   */
  private static final int FORMAT = 1;

  private FeatureObjects() {}

  /**
   * Returns the layout of the features of a run's samples.
   *
   * @param extractorSha256 the fingerprint of the extractor's file
   */
  public static ShardLayout ofSamples(String extractorSha256, FeatureWidths widths) {
    return layout(ShardLayout.FEATURES, directory(extractorSha256) + "/samples", widths);
  }

  /**
   * Returns the layout of the features of images that a user supplies, as a reference or as
   * samples.
   *
   * @param stage the stage that counts them
   * @param circumstances whatever else determines their bytes, if not everything in a store is made
   *     the same way
   */
  public static ShardLayout ofImages(
      String stage,
      String extractorSha256,
      String imagesSha256,
      Optional<String> circumstances,
      FeatureWidths widths) {
    String suffix =
        circumstances
            .map(facts -> "-" + shortened(Hashing.sha256().hashString(facts, UTF_8).toString()))
            .orElse("");
    return layout(
        stage, directory(extractorSha256) + "/images-" + shortened(imagesSha256) + suffix, widths);
  }

  /** Returns how many numbers of each kind describe an image. */
  public static FeatureWidths widths(FeatureOrder order) {
    return new FeatureWidths(
        order.getPool(),
        order.hasSpatial() ? OptionalInt.of(order.getSpatial()) : OptionalInt.empty(),
        order.hasLogits() ? OptionalInt.of(order.getLogits()) : OptionalInt.empty());
  }

  private static String directory(String extractorSha256) {
    return directory(extractorSha256, FORMAT);
  }

  static String directory(String extractorSha256, int format) {
    String extractor = "features/" + shortened(extractorSha256);
    return format == 1 ? extractor : extractor + "-" + format;
  }

  private static ShardLayout layout(String stage, String directory, FeatureWidths widths) {
    List<ArrayLayout> arrays = new ArrayList<>();
    for (FeatureKind kind : FeatureKind.values()) {
      kind.width(widths)
          .ifPresent(
              width ->
                  arrays.add(
                      new ArrayLayout(kind.array(), ElementType.FLOAT32, List.of((long) width))));
    }
    return new ShardLayout(stage, directory, arrays);
  }

  private static String shortened(String sha256) {
    return sha256.substring(0, DIGITS);
  }

  /** Reads back the features of a shard. */
  public static FeatureBatch read(ObjectStore store, String name) throws IOException {
    try (NpzFile file = NpzFile.open(store.read(name), name)) {
      return new FeatureBatch(
          features(file, FeatureKind.POOL),
          optional(file, FeatureKind.SPATIAL),
          optional(file, FeatureKind.LOGITS));
    }
  }

  /** Reads back the features of one kind of a shard. */
  public static Features read(ObjectStore store, String name, FeatureKind kind) throws IOException {
    try (NpzFile file = NpzFile.open(store.read(name), name)) {
      return features(file, kind);
    }
  }

  private static Optional<Features> optional(NpzFile file, FeatureKind kind) throws IOException {
    return file.contains(kind.array()) ? Optional.of(features(file, kind)) : Optional.empty();
  }

  private static Features features(NpzFile file, FeatureKind kind) throws IOException {
    try (ArrayReader array = file.array(kind.array())) {
      int rows = Math.toIntExact(array.shape().get(0));
      int width = Math.toIntExact(array.shape().get(1));
      return Features.of(rows, width, array.toFloats());
    }
  }
}
