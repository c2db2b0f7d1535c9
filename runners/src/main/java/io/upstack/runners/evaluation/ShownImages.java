package io.upstack.runners.evaluation;

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

/** Loads the images that a report shows, of samples and of a reference of the same size. */
public record ShownImages(ImageSet samples, ImageSet reference) {
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

  private ImageSelection selection() throws IOException {
    ImageLimits limits = ImageLimits.forEdge(samples.size().width());
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

  /** In ascending order: what is deflated can't be entered in the middle. */
  private static Map<Integer, RgbImage> read(ImageSet set, SortedSet<Integer> indices)
      throws IOException {
    Map<Integer, RgbImage> images = new HashMap<>();
    for (int index : indices) {
      try (ImageReader reader = set.open(index)) {
        ByteBuffer image = reader.read(1);
        byte[] pixels = new byte[image.remaining()];
        image.get(pixels);
        images.put(index, new RgbImage(set.size().width(), set.size().height(), pixels));
      }
    }
    if (!indices.isEmpty()) {
      set.requireUnchanged(indices.first(), indices.last() - indices.first() + 1L);
    }
    return images;
  }
}
