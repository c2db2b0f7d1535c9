package io.upstack.stages.report;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The images that a report shows.
 *
 * @param rows in the order shown
 * @param classes of the run, of which some may have no row
 * @param neighbours of {@link NeighbourSelection}
 */
public record ReportImages(List<ImageRow> rows, int classes, NeighbourImages neighbours) {
  public ReportImages {
    rows = ImmutableList.copyOf(rows);
  }

  public ReportImages(List<ImageRow> rows, int classes) {
    this(rows, classes, NeighbourImages.none());
  }

  /** These, and the images of samples beside their nearest neighbours. */
  public ReportImages withNeighbours(NeighbourImages images) {
    return new ReportImages(rows, classes, images);
  }

  /** For a report without images, of samples that are no longer at hand. */
  public static ReportImages none() {
    return new ReportImages(ImmutableList.of(), 0);
  }

  /** Samples of either part of the page. */
  Stream<RgbImage> samples() {
    return Stream.concat(
        rows.stream().flatMap(row -> row.generated().stream()),
        neighbours.samples().values().stream());
  }

  /** Of the rows. */
  Stream<RgbImage> all() {
    return rows.stream()
        .flatMap(row -> Stream.concat(row.generated().stream(), row.reference().stream()));
  }

  long labelledRows() {
    return rows.stream().filter(row -> row.label().isPresent()).count();
  }

  /** Images of a class side by side; twelve where there are no classes. */
  int columns() {
    return rows.stream()
        .filter(row -> row.label().isPresent())
        .mapToInt(row -> row.generated().size() + row.reference().size())
        .max()
        .orElse(12);
  }
}
