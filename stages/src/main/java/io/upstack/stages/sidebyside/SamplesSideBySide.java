package io.upstack.stages.sidebyside;

import static io.upstack.stages.report.HtmlElement.element;
import static java.util.Locale.ROOT;

import io.upstack.proto.Generation;
import io.upstack.proto.RunRecord;
import io.upstack.stages.images.ImageReader;
import io.upstack.stages.images.ImageSize;
import io.upstack.stages.images.StoredImages;
import io.upstack.stages.labels.LabelAssignment;
import io.upstack.stages.plan.RunRecords;
import io.upstack.stages.plan.ShardPlan;
import io.upstack.stages.report.HtmlElement;
import io.upstack.stages.report.ImageLimits;
import io.upstack.stages.report.ImageSelection;
import io.upstack.stages.report.PngEncoder;
import io.upstack.stages.report.RgbImage;
import io.upstack.stages.report.Scrolling;
import io.upstack.stages.stack.StackLayouts;
import io.upstack.stages.store.InputDirectory;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import io.upstack.stages.store.StoreFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows the same samples of several runs next to one another: a row for a sample, which has the
 * same number in each run, and a column for a run. Runs of one seed have the same label and the
 * same noise in a row.
 */
public final class SamplesSideBySide {
  private static final Logger logger = LoggerFactory.getLogger(SamplesSideBySide.class);
  private static final int LONGEST_EDGE = 96;
  private static final int SHOWN_EDGE = 72;
  private static final int MOST_LABELS = 4096;

  /** Reading so much more takes less time than another request to a bucket. */
  private static final int MOST_SKIPPED_BYTES = 1 << 20;

  private static final ImageLimits LIMITS = new ImageLimits(8, 1, 0);

  /**
   * A run whose samples are shown.
   *
   * @param heading the heading of its column
   * @param description what the pictures are of, to be read out
   * @param location the output of the run
   */
  public record Run(String heading, String description, String location) {}

  private record Column(Run run, Map<Integer, RgbImage> images) {}

  private final Map<Integer, OptionalInt> samples = new TreeMap<>();

  private SamplesSideBySide() {}

  /**
   * Returns the grid of these runs. A run whose samples cannot be read is left out.
   *
   * @param generation what generates the labels by which samples are chosen
   * @param headingId the identifier of the heading that names the grid
   */
  public static Optional<HtmlElement> of(Generation generation, List<Run> runs, String headingId) {
    SamplesSideBySide pictures = new SamplesSideBySide();
    pictures.choose(generation);
    List<Column> columns = new ArrayList<>();
    for (Run run : runs) {
      pictures.column(run).ifPresent(columns::add);
    }
    return columns.isEmpty() ? Optional.empty() : Optional.of(pictures.grid(columns, headingId));
  }

  private void choose(Generation generation) {
    int count = (int) Math.min(MOST_LABELS, generation.getNumSamples());
    ImageSelection selection =
        LabelAssignment.of(generation)
            .map(labels -> IntStream.range(0, count).map(labels::label).toArray())
            .map(labels -> ImageSelection.byClass(labels, new int[0], LIMITS))
            .orElseGet(() -> ImageSelection.withoutClasses(count, 0, LIMITS));
    selection
        .rows()
        .forEach(row -> row.samples().forEach(sample -> samples.put(sample, row.label())));
  }

  private Optional<Column> column(Run shown) {
    String location = shown.location();
    try {
      // A store that does not exist would be made.
      if (InputDirectory.find(location).isEmpty()) {
        return Optional.empty();
      }
      try (ObjectStore run = ObjectStores.open(location)) {
        if (run.find(RunRecords.OBJECT).isEmpty()) {
          return Optional.empty();
        }
        return Optional.of(new Column(shown, images(run)));
      }
    } catch (IOException exception) {
      logger.warn("the samples in {} are not shown: {}", location, exception.getMessage());
      return Optional.empty();
    }
  }

  private Map<Integer, RgbImage> images(ObjectStore run) throws IOException {
    RunRecord record =
        StoreFormat.readMessage(run, RunRecords.OBJECT, RunRecord.newBuilder()).build();
    Generation generation = record.getGeneration();
    int edge =
        generation.hasUpsampler()
            ? generation.getUpsampler().getModel().getLargeSize()
            : generation.getBase().getModel().getImageSize();
    ImageSize size = new ImageSize(edge, edge);
    StoredImages stored =
        new StoredImages(
            run,
            StackLayouts.samples(generation),
            ShardPlan.of(generation.getNumSamples(), record.getShardSize()),
            size,
            Optional.empty());
    Map<Integer, RgbImage> images = new TreeMap<>();
    for (List<Integer> near : near(MOST_SKIPPED_BYTES / size.bytes())) {
      int next = near.get(0);
      try (ImageReader reader = stored.open(next)) {
        for (int sample : near) {
          if (sample > next) {
            reader.read(sample - next);
          }
          ByteBuffer image = reader.read(1);
          next = sample + 1;
          byte[] pixels = new byte[image.remaining()];
          image.get(pixels);
          images.put(sample, RgbImage.scaled(size, pixels, LONGEST_EDGE));
        }
      }
    }
    return images;
  }

  /** Returns the samples in groups, in which no more than so many are skipped between two. */
  private List<List<Integer>> near(int mostSkipped) {
    List<List<Integer>> groups = new ArrayList<>();
    int last = 0;
    for (int sample : samples.keySet()) {
      if (groups.isEmpty() || sample - last - 1 > mostSkipped) {
        groups.add(new ArrayList<>());
      }
      groups.get(groups.size() - 1).add(sample);
      last = sample;
    }
    return groups;
  }

  private HtmlElement grid(List<Column> columns, String headingId) {
    HtmlElement head = element("tr").add(element("th").attribute("scope", "col").text("Sample"));
    for (Column column : columns) {
      head = head.add(element("th").attribute("scope", "col").text(column.run().heading()));
    }
    List<HtmlElement> rows = new ArrayList<>();
    samples.forEach((sample, label) -> rows.add(row(sample, label, columns)));
    HtmlElement table =
        element("table")
            .styled("across")
            .add(element("thead").add(head), element("tbody").addAll(rows));
    boolean isSmall =
        columns.get(0).images().values().stream()
            .allMatch(image -> image.original().width() <= SHOWN_EDGE);
    return element("div")
        .styled(isSmall ? "pixelated" : "smooth")
        .attribute("style", String.format(ROOT, "--edge: %dpx", SHOWN_EDGE))
        .add(Scrolling.of(headingId, table));
  }

  private static HtmlElement row(int sample, OptionalInt label, List<Column> columns) {
    String name =
        label.isPresent()
            ? String.format(ROOT, "%d, class %d", sample, label.getAsInt())
            : Integer.toString(sample);
    HtmlElement row = element("tr").add(element("th").attribute("scope", "row").text(name));
    for (Column column : columns) {
      RgbImage image = column.images().get(sample);
      String description = String.format(ROOT, "Sample %s, %s", name, column.run().description());
      row =
          row.add(
              element("td")
                  .add(
                      element("div")
                          .styled("images")
                          .add(
                              element("img")
                                  .attribute("src", PngEncoder.dataUri(image))
                                  .attribute("width", Integer.toString(image.width()))
                                  .attribute("height", Integer.toString(image.height()))
                                  .attribute("alt", description))));
    }
    return row;
  }
}
