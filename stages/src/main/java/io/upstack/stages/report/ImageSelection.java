package io.upstack.stages.report;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * The images that a report shows: the first ones of each class, for evenly chosen classes. It is a
 * function of the labels alone, so that a rerun, on any number of workers, shows the same images.
 *
 * @param rows the rows in ascending order of labels, with those without a label last
 * @param classes the number of classes in the run, some of which may have no row
 */
public record ImageSelection(List<SelectedRow> rows, int classes) {
  public ImageSelection {
    rows = ImmutableList.copyOf(rows);
  }

  /**
   * Selects rows of classes, with reference images of the same class next to the samples.
   *
   * @param sampleLabels the label of each sample of the run
   * @param referenceLabels the label of each image of the reference batch
   */
  public static ImageSelection byClass(
      int[] sampleLabels, int[] referenceLabels, ImageLimits limits) {
    int[] classes = Arrays.stream(sampleLabels).distinct().sorted().toArray();
    int shown = Math.min(classes.length, limits.classes());
    ImmutableList<SelectedRow> rows =
        IntStream.range(0, shown)
            .map(row -> classes[(int) ((long) row * classes.length / shown)])
            .mapToObj(
                label ->
                    new SelectedRow(
                        OptionalInt.of(label),
                        first(limits.generated(), label, sampleLabels),
                        first(limits.reference(), label, referenceLabels)))
            .collect(ImmutableList.toImmutableList());
    return new ImageSelection(rows, classes.length);
  }

  /**
   * Selects rows of classes, and one grid with the first images of a reference batch without
   * labels.
   */
  public static ImageSelection byClassOfSamples(
      int[] sampleLabels, int referenceImages, ImageLimits limits) {
    ImageSelection selection = byClass(sampleLabels, new int[0], limits);
    SelectedRow reference =
        new SelectedRow(
            OptionalInt.empty(),
            ImmutableList.of(),
            indices(Math.min(referenceImages, limits.plainReference())));
    return new ImageSelection(
        ImmutableList.<SelectedRow>builder().addAll(selection.rows()).add(reference).build(),
        selection.classes());
  }

  /**
   * Selects one plain grid of samples and one of reference images. The labels of the latter, if
   * any, are ignored.
   */
  public static ImageSelection withoutClasses(
      int samples, int referenceImages, ImageLimits limits) {
    SelectedRow row =
        new SelectedRow(
            OptionalInt.empty(),
            indices(Math.min(samples, limits.plainGenerated())),
            indices(Math.min(referenceImages, limits.plainReference())));
    return new ImageSelection(ImmutableList.of(row), 0);
  }

  /**
   * Returns the longest edge, in pixels, that the page has room for. Larger images are scaled down.
   */
  public int thumbnailEdge() {
    return Thumbnails.edgeOf(
        rows.stream().mapToLong(row -> row.samples().size() + row.reference().size()).sum());
  }

  /**
   * Loads the images, in ascending order within each class.
   *
   * @param classNames the names of the labels from 0 on; later labels have no name
   */
  public ReportImages load(ImageSource samples, ImageSource reference, List<String> classNames)
      throws IOException {
    ImmutableList.Builder<ImageRow> loaded = ImmutableList.builder();
    for (SelectedRow row : rows) {
      loaded.add(
          new ImageRow(
              row.label(),
              className(row.label(), classNames),
              images(row.samples(), samples),
              images(row.reference(), reference)));
    }
    return new ReportImages(loaded.build(), classes);
  }

  private static Optional<String> className(OptionalInt label, List<String> classNames) {
    return label.isPresent() && label.getAsInt() >= 0 && label.getAsInt() < classNames.size()
        ? Optional.of(classNames.get(label.getAsInt()))
        : Optional.empty();
  }

  private static List<RgbImage> images(List<Integer> indices, ImageSource source)
      throws IOException {
    ImmutableList.Builder<RgbImage> images = ImmutableList.builder();
    for (int index : indices) {
      images.add(source.image(index));
    }
    return images.build();
  }

  private static List<Integer> first(int count, int label, int[] labels) {
    return IntStream.range(0, labels.length)
        .filter(index -> labels[index] == label)
        .limit(count)
        .boxed()
        .toList();
  }

  private static List<Integer> indices(int count) {
    return IntStream.range(0, count).boxed().toList();
  }
}
