package io.upstack.stages.metrics;

import static java.util.Locale.ROOT;

import ai.djl.Device;
import io.upstack.stages.arrays.ArrayReader;
import io.upstack.stages.arrays.ElementType;
import io.upstack.stages.arrays.NpzFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The statistics stored in a reference batch, in OpenAI's layout: {@code mu} [D] and {@code sigma}
 * [D, D] of the pool features, {@code mu_s} and {@code sigma_s} of the spatial features. They
 * replace those of the batch's own images.
 *
 * @param extractorSha256 the fingerprint of the extractor whose features they are of, if the batch
 *     has it
 */
public record StoredStatistics(
    Optional<GaussianStatistics> pool,
    Optional<GaussianStatistics> spatial,
    Optional<String> extractorSha256) {

  /**
   * The name of the int64 [1] array that holds the number of images behind the statistics. OpenAI's
   * batches, whose statistics are those of a whole data set, do not have it.
   */
  public static final String IMAGES = "statistics_images";

  /**
   * The name of the uint8 [32] array that holds the SHA-256 of the extractor's file. OpenAI's
   * batches do not have it.
   */
  public static final String EXTRACTOR = "statistics_extractor";

  private static final long SHA256_BYTES = 32;
  private static final int SHOWN_DIGITS = 12;

  /** The covariance of more features does not fit in an array. */
  private static final int MOST_FEATURES = 16_383;

  /** Returns the empty statistics of a reference batch that holds only images. */
  public static StoredStatistics none() {
    return new StoredStatistics(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * Reads the statistics in the file.
   *
   * @param description name of the file in messages
   * @throws MetricsException if an array has no counterpart, has another shape, or has a number
   *     that is not finite, or if a matrix is not a covariance: see {@link CovarianceCheck}
   */
  public static StoredStatistics read(NpzFile file, String description) throws IOException {
    return new StoredStatistics(
        read(file, description, "mu", "sigma"),
        read(file, description, "mu_s", "sigma_s"),
        extractor(file, description));
  }

  /**
   * Returns a warning if the statistics are of features that another extractor gave.
   *
   * @param sha256 the fingerprint of the extractor that is used now
   */
  public Optional<String> warning(String sha256) {
    return extractorSha256
        .filter(stored -> pool.isPresent() && !stored.equals(sha256))
        .map(
            stored ->
                String.format(
                    ROOT,
                    "the statistics of the reference are of features of another extractor (its"
                        + " SHA-256 begins with %s, that of the extractor in use with %s). FID and"
                        + " sFID mean nothing unless both files hold the same network. Make the"
                        + " reference again with: upstack reference",
                    stored.substring(0, SHOWN_DIGITS),
                    sha256.substring(0, SHOWN_DIGITS)));
  }

  /**
   * Checks that the statistics are of features with these widths.
   *
   * @throws MetricsException naming all widths that differ
   */
  public void requireWidths(FeatureWidths widths) {
    List<String> problems = new ArrayList<>();
    pool.ifPresent(stored -> compare("mu", stored, widths.pool(), problems));
    spatial.ifPresent(
        stored -> widths.spatial().ifPresent(width -> compare("mu_s", stored, width, problems)));
    if (!problems.isEmpty()) {
      throw new MetricsException(String.join("; ", problems));
    }
  }

  private static void compare(
      String name, GaussianStatistics stored, int width, List<String> problems) {
    if (stored.dimension() != width) {
      problems.add(
          String.format(
              ROOT,
              "the reference's '%s' is of %d features, but the extractor gives %d",
              name,
              stored.dimension(),
              width));
    }
  }

  private static Optional<GaussianStatistics> read(
      NpzFile file, String description, String meanName, String covarianceName) throws IOException {
    if (!file.contains(meanName) && !file.contains(covarianceName)) {
      return Optional.empty();
    }
    for (String name : List.of(meanName, covarianceName)) {
      if (!file.contains(name)) {
        throw new MetricsException(
            String.format(
                ROOT,
                "%s has one of '%s' and '%s', expected both or neither",
                description,
                meanName,
                covarianceName));
      }
    }
    try (ArrayReader mean = file.array(meanName);
        ArrayReader covariance = file.array(covarianceName)) {
      requireShapes(description, meanName, mean, covarianceName, covariance);
      double[] means = finite(description, meanName, mean.toDoubles());
      double[] values = finite(description, covarianceName, covariance.toDoubles());
      CovarianceCheck check =
          new CovarianceCheck(
              String.format(ROOT, "%s: '%s'", description, covarianceName),
              values,
              means.length,
              covariance.elementType());
      try (MetricProgram program = MetricProgram.open(Device.cpu())) {
        check.check(program);
      }
      return Optional.of(
          file.contains(IMAGES)
              ? GaussianStatistics.of(means, values, images(file, description))
              : GaussianStatistics.of(means, values));
    }
  }

  private static long images(NpzFile file, String description) throws IOException {
    try (ArrayReader images = file.array(IMAGES)) {
      long[] values = images.toLongs();
      if (values.length != 1 || values[0] < 2) {
        throw new MetricsException(
            String.format(
                ROOT,
                "%s has %s in '%s', expected one number of 2 or more",
                description,
                Arrays.toString(values),
                IMAGES));
      }
      return values[0];
    }
  }

  private static Optional<String> extractor(NpzFile file, String description) throws IOException {
    if (!file.contains(EXTRACTOR)) {
      return Optional.empty();
    }
    try (ArrayReader sha256 = file.array(EXTRACTOR)) {
      if (sha256.elementType() != ElementType.UINT8
          || !sha256.shape().equals(List.of(SHA256_BYTES))) {
        throw new MetricsException(
            String.format(
                ROOT,
                "%s has '%s' of %s of shape %s, expected a SHA-256: uint8 of shape [%d]",
                description,
                EXTRACTOR,
                sha256.elementType(),
                sha256.shape(),
                SHA256_BYTES));
      }
      return Optional.of(HexFormat.of().formatHex(sha256.toBytes()));
    }
  }

  private static void requireShapes(
      String description,
      String meanName,
      ArrayReader mean,
      String covarianceName,
      ArrayReader covariance) {
    List<Long> shape = mean.shape();
    boolean fits =
        shape.size() == 1
            && shape.get(0) > 0
            && shape.get(0) <= MOST_FEATURES
            && isSquare(covariance.shape(), shape.get(0));
    if (!fits) {
      throw new MetricsException(
          String.format(
              ROOT,
              "%s has '%s' of shape %s and '%s' of shape %s, expected [D] and [D, D]",
              description,
              meanName,
              shape,
              covarianceName,
              covariance.shape()));
    }
  }

  /**
   * Checks the shape of a covariance. For one feature {@code numpy.cov} returns a number without
   * dimensions.
   */
  private static boolean isSquare(List<Long> shape, long width) {
    return shape.equals(List.of(width, width)) || (width == 1 && shape.isEmpty());
  }

  private static double[] finite(String description, String name, double[] values) {
    if (!Arrays.stream(values).allMatch(Double::isFinite)) {
      throw new MetricsException(
          String.format(
              ROOT, "%s has NaN or infinity in '%s', expected finite numbers", description, name));
    }
    return values;
  }
}
