package io.upstack.stages.evaluate;

import io.upstack.proto.SampleNeighbours;
import io.upstack.stages.images.ImageReader;
import io.upstack.stages.images.ImageSet;
import io.upstack.stages.report.ImageLimits;
import io.upstack.stages.report.ImageSelection;
import io.upstack.stages.report.NeighbourSelection;
import io.upstack.stages.report.ReportImages;
import io.upstack.stages.report.RgbImage;
import io.upstack.stages.report.SelectedRow;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Loads the images that a report shows. The samples and the reference have images of the same size.
 */
public record ShownImages(ImageSet samples, ImageSet reference) {
  /** Loads the images of each class, without nearest neighbors. */
  public ReportImages load(List<String> classNames) throws IOException {
    return load(classNames, List.of());
  }

  /**
   * Loads the images of each class, and samples next to their nearest neighbors, in one pass over
   * the files.
   *
   * @param classNames the names of the labels, from 0
   * @param neighbours the neighbors that the report shows
   */
  public ReportImages load(List<String> classNames, List<SampleNeighbours> neighbours)
      throws IOException {
    ImageSelection selection = selection();
    NeighbourSelection strips = NeighbourSelection.of(neighbours);
    Thumbnails ofSamples =
        read(samples, needed(selection, SelectedRow::samples), strips.samples(), selection, strips);
    Thumbnails ofReference =
        read(
            reference,
            needed(selection, SelectedRow::reference),
            strips.references(),
            selection,
            strips);
    return selection
        .load(ofSamples.grid()::get, ofReference.grid()::get, classNames)
        .withNeighbours(strips.load(ofSamples.strips()::get, ofReference.strips()::get));
  }

  /** Images by their indices, at the size for which each part of the page has room. */
  private record Thumbnails(Map<Integer, RgbImage> grid, Map<Integer, RgbImage> strips) {}

  private ImageSelection selection() throws IOException {
    ImageLimits limits = ImageLimits.forSize(samples.size());
    int references = Math.toIntExact(reference.images());
    Optional<int[]> labels = samples.labels();
    if (labels.isEmpty()) {
      return ImageSelection.withoutClasses(Math.toIntExact(samples.images()), references, limits);
    }
    return reference
        .labels()
        .map(given -> ImageSelection.byClass(labels.get(), given, limits))
        .orElseGet(() -> ImageSelection.byClassOfSamples(labels.get(), references, limits));
  }

  private static SortedSet<Integer> needed(
      ImageSelection selection, Function<SelectedRow, Collection<Integer>> column) {
    SortedSet<Integer> needed = new TreeSet<>();
    selection.rows().forEach(row -> needed.addAll(column.apply(row)));
    return needed;
  }

  /**
   * Reads the images in ascending order, because deflated data can only be read from the beginning.
   * It scales each image down before it reads the next one.
   */
  private static Thumbnails read(
      ImageSet set,
      SortedSet<Integer> ofGrid,
      SortedSet<Integer> ofStrips,
      ImageSelection selection,
      NeighbourSelection strips)
      throws IOException {
    Thumbnails thumbnails = new Thumbnails(new HashMap<>(), new HashMap<>());
    SortedSet<Integer> all = new TreeSet<>(ofGrid);
    all.addAll(ofStrips);
    for (int index : all) {
      try (ImageReader reader = set.open(index)) {
        ByteBuffer image = reader.read(1);
        byte[] pixels = new byte[image.remaining()];
        image.get(pixels);
        if (ofGrid.contains(index)) {
          thumbnails.grid().put(index, scaled(set, pixels, selection.thumbnailEdge()));
        }
        if (ofStrips.contains(index)) {
          thumbnails.strips().put(index, scaled(set, pixels, strips.thumbnailEdge()));
        }
      }
    }
    if (!all.isEmpty()) {
      set.requireUnchanged(all.first(), all.last() - all.first() + 1L);
    }
    return thumbnails;
  }

  private static RgbImage scaled(ImageSet set, byte[] pixels, int longestEdge) {
    return RgbImage.scaled(set.size(), pixels, longestEdge);
  }
}
