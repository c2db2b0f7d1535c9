package io.upstack.runners.evaluation;

import io.upstack.proto.SampleNeighbours;
import io.upstack.stages.arrays.ArrayReader;
import io.upstack.stages.arrays.NpzFile;
import io.upstack.stages.images.ImageSize;
import io.upstack.stages.report.ImageLimits;
import io.upstack.stages.report.ImageSelection;
import io.upstack.stages.report.NeighbourSelection;
import io.upstack.stages.report.ReportImages;
import io.upstack.stages.report.RgbImage;
import io.upstack.stages.report.SelectedRow;
import io.upstack.stages.shards.ShardLayout;
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
 * Loads the images that a report shows, of samples and of a reference.
 *
 * @param size of all of them
 */
public record ShownImages(ImageCollection samples, ImageCollection reference, ImageSize size) {
  /** Those of each class, without nearest neighbours. */
  public ReportImages load(List<String> classNames) throws IOException {
    return load(classNames, List.of());
  }

  /**
   * Those of each class, and samples beside their nearest neighbours, in one pass over the files.
   *
   * @param classNames names of the labels from 0
   * @param neighbours of the report that shows them
   */
  public ReportImages load(List<String> classNames, List<SampleNeighbours> neighbours)
      throws IOException {
    ImageSelection selection = selection();
    NeighbourSelection strips = NeighbourSelection.of(neighbours);
    SortedSet<Integer> needed = needed(selection, SelectedRow::samples);
    needed.addAll(strips.samples());
    SortedSet<Integer> neededReferences = needed(selection, SelectedRow::reference);
    neededReferences.addAll(strips.references());
    Map<Integer, RgbImage> shown = read(samples, needed);
    Map<Integer, RgbImage> references = read(reference, neededReferences);
    return selection
        .load(shown::get, references::get, classNames)
        .withNeighbours(strips.load(shown::get, references::get));
  }

  private ImageSelection selection() {
    ImageLimits limits = ImageLimits.forEdge(size.width());
    int references = reference.images();
    if (samples.labels().isEmpty()) {
      return ImageSelection.withoutClasses(samples.images(), references, limits);
    }
    int[] labels = samples.labels().get();
    Optional<int[]> referenceLabels = reference.labels();
    return referenceLabels
        .map(given -> ImageSelection.byClass(labels, given, limits))
        .orElseGet(() -> ImageSelection.byClassOfSamples(labels, references, limits));
  }

  private static SortedSet<Integer> needed(
      ImageSelection selection, Function<SelectedRow, Collection<Integer>> column) {
    SortedSet<Integer> needed = new TreeSet<>();
    selection.rows().forEach(row -> needed.addAll(column.apply(row)));
    return needed;
  }

  private Map<Integer, RgbImage> read(ImageCollection collection, SortedSet<Integer> indices)
      throws IOException {
    Map<Integer, RgbImage> images = new HashMap<>();
    int first = 0;
    for (ImageCollection.Part part : collection.parts()) {
      SortedSet<Integer> inPart = indices.subSet(first, first + part.images());
      if (!inPart.isEmpty()) {
        try (NpzFile file = part.file().open()) {
          read(file, first, inPart, images);
        }
      }
      first += part.images();
    }
    return images;
  }

  /** One pass over the file: what is deflated can't be entered in the middle. */
  private void read(
      NpzFile file, int first, SortedSet<Integer> indices, Map<Integer, RgbImage> images)
      throws IOException {
    try (ArrayReader rows = file.array(ShardLayout.IMAGES)) {
      int next = first;
      for (int index : indices) {
        rows.skipRows(index - next);
        ByteBuffer row = rows.readRows(1);
        byte[] pixels = new byte[row.remaining()];
        row.get(pixels);
        images.put(index, new RgbImage(size.width(), size.height(), pixels));
        next = index + 1;
      }
    }
  }
}
