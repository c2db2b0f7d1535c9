package io.upstack.runners.run;

import io.upstack.proto.SampleNeighbours;
import io.upstack.proto.WorkStage;
import io.upstack.runners.evaluation.ImageCollection;
import io.upstack.runners.evaluation.ShownImages;
import io.upstack.stages.arrays.NpzFile;
import io.upstack.stages.evaluate.ImageBatch;
import io.upstack.stages.labels.LabelAssignment;
import io.upstack.stages.report.ReportImages;
import io.upstack.stages.shards.ShardLayout;
import io.upstack.stages.store.ObjectStore;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The images that the report of a run shows. */
final class RunImages {
  private RunImages() {}

  static ReportImages of(PreparedRun run, List<SampleNeighbours> neighbours) throws IOException {
    ImageBatch reference = run.reference().orElseThrow().batch();
    return new ShownImages(samples(run), ImageCollection.of(List.of(reference)), reference.size())
        .load(run.configuration().configuration().getEvaluation().getClassNamesList(), neighbours);
  }

  private static ImageCollection samples(PreparedRun run) {
    ObjectStore store = run.store();
    ShardLayout layout = run.layout(WorkStage.UPSAMPLE);
    List<ImageCollection.Part> parts =
        run.shards().stream()
            .map(
                shard -> {
                  String name = layout.objectName(shard);
                  return new ImageCollection.Part(
                      shard.getSamples(), () -> NpzFile.open(store.read(name), name));
                })
            .toList();
    return new ImageCollection(parts, labels(run));
  }

  private static Optional<int[]> labels(PreparedRun run) {
    int samples = Math.toIntExact(run.record().getGeneration().getNumSamples());
    return LabelAssignment.of(run.record().getGeneration())
        .map(assignment -> IntStream.range(0, samples).map(assignment::label).toArray());
  }
}
