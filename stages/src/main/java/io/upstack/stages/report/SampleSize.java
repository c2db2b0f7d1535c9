package io.upstack.stages.report;

import io.upstack.proto.Generation;
import io.upstack.proto.Report;
import io.upstack.stages.images.ImageSize;
import java.util.Optional;
import java.util.OptionalInt;

/** Finds the size of a report's samples, from the configuration or from their images. */
final class SampleSize {
  private SampleSize() {}

  static Optional<ImageSize> of(Report report, ReportImages images) {
    if (report.getConfiguration().hasGeneration()) {
      int edge = edge(report.getConfiguration().getGeneration());
      return Optional.of(new ImageSize(edge, edge));
    }
    return images.samples().findFirst().map(RgbImage::original);
  }

  /** Returns the longer side of the samples; published samples are square. */
  static OptionalInt edge(Report report, ReportImages images) {
    return of(report, images)
        .map(size -> OptionalInt.of(Math.max(size.width(), size.height())))
        .orElse(OptionalInt.empty());
  }

  private static int edge(Generation generation) {
    return generation.hasUpsampler()
        ? generation.getUpsampler().getModel().getLargeSize()
        : generation.getBase().getModel().getImageSize();
  }
}
