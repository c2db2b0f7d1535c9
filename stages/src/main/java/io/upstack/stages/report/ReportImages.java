package io.upstack.stages.report;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The images that a report shows.
 *
 * @param rows the rows in the order shown
 * @param classes the number of classes in the run, some of which may have no row
 * @param neighbours the images of {@link NeighbourSelection}
 */
public record ReportImages(List<ImageRow> rows, int classes, NeighbourImages neighbours) {
  public ReportImages {
    rows = ImmutableList.copyOf(rows);
  }

  public ReportImages(List<ImageRow> rows, int classes) {
    this(rows, classes, NeighbourImages.none());
  }

  /** Returns these images together with those of samples next to their nearest neighbors. */
  public ReportImages withNeighbours(NeighbourImages images) {
    return new ReportImages(rows, classes, images);
  }

  /** Returns no images, for a report on samples that are no longer available. */
  public static ReportImages none() {
    return new ReportImages(ImmutableList.of(), 0);
  }

  /** Returns the samples in both parts of the page. */
  Stream<RgbImage> samples() {
    return Stream.concat(
        rows.stream().flatMap(row -> row.generated().stream()),
        neighbours.samples().values().stream());
  }

  /** Returns all images of the rows. */
  Stream<RgbImage> all() {
    return rows.stream()
        .flatMap(row -> Stream.concat(row.generated().stream(), row.reference().stream()));
  }

  long labelledRows() {
    return rows.stream().filter(row -> row.label().isPresent()).count();
  }

  /** Returns the number of images of a class that are side by side, or twelve without classes. */
  int columns() {
    return rows.stream()
        .filter(row -> row.label().isPresent())
        .mapToInt(row -> row.generated().size() + row.reference().size())
        .max()
        .orElse(12);
  }
}
