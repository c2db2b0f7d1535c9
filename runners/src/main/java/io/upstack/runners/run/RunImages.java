package io.upstack.runners.run;

import io.upstack.proto.SampleNeighbours;
import io.upstack.proto.WorkStage;
import io.upstack.runners.evaluation.ShownImages;
import io.upstack.stages.images.ImageSet;
import io.upstack.stages.images.ImageSize;
import io.upstack.stages.images.StoredImages;
import io.upstack.stages.labels.LabelAssignment;
import io.upstack.stages.report.ReportImages;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Loads the images that the report of a run shows. */
final class RunImages {
  private RunImages() {}

  static ReportImages of(PreparedRun run, List<SampleNeighbours> neighbours) throws IOException {
    ImageSet reference = run.reference().orElseThrow().images();
    return new ShownImages(samples(run, reference.size()), reference)
        .load(run.configuration().configuration().getEvaluation().getClassNamesList(), neighbours);
  }

  private static ImageSet samples(PreparedRun run, ImageSize size) {
    return new StoredImages(
        run.store(), run.layout(WorkStage.UPSAMPLE), run.shards(), size, labels(run));
  }

  private static Optional<int[]> labels(PreparedRun run) {
    int samples = Math.toIntExact(run.record().getGeneration().getNumSamples());
    return LabelAssignment.of(run.record().getGeneration())
        .map(assignment -> IntStream.range(0, samples).map(assignment::label).toArray());
  }
}
