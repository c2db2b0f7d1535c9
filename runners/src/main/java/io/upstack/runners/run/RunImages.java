package io.upstack.runners.run;

import io.upstack.proto.Shard;
import io.upstack.proto.WorkStage;
import io.upstack.stages.arrays.ArrayReader;
import io.upstack.stages.arrays.NpzFile;
import io.upstack.stages.evaluate.ImageBatch;
import io.upstack.stages.evaluate.ReferenceBatch;
import io.upstack.stages.labels.LabelAssignment;
import io.upstack.stages.report.ImageLimits;
import io.upstack.stages.report.ImageSelection;
import io.upstack.stages.report.ImageSource;
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
import java.util.stream.IntStream;

/** The images that the report of a run shows. */
final class RunImages {
  private final PreparedRun run;
  private final ImageBatch reference;

  private RunImages(PreparedRun run, ImageBatch reference) {
    this.run = run;
    this.reference = reference;
  }

  static ReportImages of(PreparedRun run) throws IOException {
    ReferenceBatch reference = run.reference().orElseThrow();
    return new RunImages(run, reference.batch()).load();
  }

  private ReportImages load() throws IOException {
    ImageSelection selection = selection();
    Map<Integer, RgbImage> samples = samples(needed(selection, SelectedRow::samples));
    Map<Integer, RgbImage> references = references(needed(selection, SelectedRow::reference));
    return selection.load(
        of(samples),
        of(references),
        run.configuration().configuration().getEvaluation().getClassNamesList());
  }

  private ImageSelection selection() throws IOException {
    ImageLimits limits = ImageLimits.forEdge(reference.size().width());
    int samples = Math.toIntExact(run.record().getGeneration().getNumSamples());
    int references = Math.toIntExact(reference.images());
    Optional<LabelAssignment> assignment = LabelAssignment.of(run.record().getGeneration());
    if (assignment.isEmpty()) {
      return ImageSelection.withoutClasses(samples, references, limits);
    }
    int[] labels = IntStream.range(0, samples).map(assignment.get()::label).toArray();
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

  private Map<Integer, RgbImage> samples(SortedSet<Integer> indices) throws IOException {
    Map<Integer, RgbImage> images = new HashMap<>();
    List<Shard> shards = run.shards();
    ShardLayout layout =
        run.layout(
            run.order().getStagesList().contains(WorkStage.UPSAMPLE)
                ? WorkStage.UPSAMPLE
                : WorkStage.BASE);
    for (Shard shard : shards) {
      int first = Math.toIntExact(shard.getFirstSample());
      SortedSet<Integer> inShard = indices.subSet(first, first + shard.getSamples());
      if (!inShard.isEmpty()) {
        String name = layout.objectName(shard);
        try (NpzFile file = NpzFile.open(run.store().read(name), name)) {
          read(file, first, inShard, images);
        }
      }
    }
    return images;
  }

  private Map<Integer, RgbImage> references(SortedSet<Integer> indices) throws IOException {
    Map<Integer, RgbImage> images = new HashMap<>();
    try (NpzFile file = NpzFile.open(reference.file().open(), reference.file().location())) {
      read(file, 0, indices, images);
    }
    return images;
  }

  /** One pass over the file: what is deflated can't be entered in the middle. */
  private void read(
      NpzFile file, int first, SortedSet<Integer> indices, Map<Integer, RgbImage> images)
      throws IOException {
    int height = reference.size().height();
    int width = reference.size().width();
    try (ArrayReader rows = file.array(ShardLayout.IMAGES)) {
      int next = first;
      for (int index : indices) {
        rows.skipRows(index - next);
        ByteBuffer row = rows.readRows(1);
        byte[] pixels = new byte[row.remaining()];
        row.get(pixels);
        images.put(index, new RgbImage(width, height, pixels));
        next = index + 1;
      }
    }
  }

  private static ImageSource of(Map<Integer, RgbImage> images) {
    return images::get;
  }
}
