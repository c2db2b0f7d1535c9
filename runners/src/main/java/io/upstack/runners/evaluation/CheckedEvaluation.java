package io.upstack.runners.evaluation;

import io.upstack.proto.Evaluation;
import io.upstack.runners.commands.EvaluateRequest;
import io.upstack.stages.evaluate.ReferenceBatch;
import io.upstack.stages.images.ImageSize;
import io.upstack.stages.metrics.FeatureWidths;
import io.upstack.stages.metrics.StoredStatistics;
import io.upstack.stages.problems.Problems;
import io.upstack.stages.store.InputFile;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What {@code upstack evaluate} was asked for, looked at.
 *
 * @param settings as a configuration would have them
 * @param widths of what the extractor gives
 * @param output where a report is wanted
 */
record CheckedEvaluation(
    Evaluation settings,
    ReferenceBatch reference,
    SampleFiles samples,
    InputFile extractor,
    FeatureWidths widths,
    int batchSize,
    Optional<ObjectStore> output)
    implements AutoCloseable {
  private static final String OUTPUT = "--output";
  private static final int LARGEST_BATCH = 1 << 16;

  /**
   * @throws io.upstack.stages.problems.InvalidInputException naming every problem
   */
  static CheckedEvaluation of(EvaluateRequest request) {
    Problems problems = new Problems();
    Evaluation settings =
        Evaluation.newBuilder()
            .setExtractor(request.extractor())
            .setReference(request.reference())
            .build();
    EvaluationChecks checks =
        new EvaluationChecks(EvaluationFields.OF_COMMAND_LINE, settings.getNearestK(), problems);
    Optional<ReferenceBatch> reference = checks.reference(settings.getReference());
    Optional<SampleFiles> samples = SampleFiles.inspect(request.samples(), problems);
    samples.ifPresent(
        given -> checks.requireNeighbours(SampleFiles.OPTION, request.samples(), given.images()));
    reference.ifPresent(
        given -> samples.ifPresent(files -> checks.requireSameSize(given, files.size())));
    Optional<FeatureWidths> widths = widths(checks, settings.getExtractor(), reference, samples);
    if (request.batchSize() < 1 || request.batchSize() > LARGEST_BATCH) {
      problems.add(
          "--batch-size",
          "expected 1 to %d, found %d".formatted(LARGEST_BATCH, request.batchSize()));
    }
    Optional<ObjectStore> output =
        request.output().flatMap(place -> openOutput(place, request.samples(), problems));
    problems.throwIfAny("what was given to evaluate");
    return new CheckedEvaluation(
        settings,
        reference.orElseThrow(),
        samples.orElseThrow(),
        InputFile.of(settings.getExtractor()),
        widths.orElseThrow(),
        Math.toIntExact(request.batchSize()),
        output);
  }

  /** Without a reference the extractor is tried on the samples, so that its own faults are told. */
  private static Optional<FeatureWidths> widths(
      EvaluationChecks checks,
      String extractor,
      Optional<ReferenceBatch> reference,
      Optional<SampleFiles> samples) {
    Optional<ImageSize> size =
        reference.map(given -> given.batch().size()).or(() -> samples.map(SampleFiles::size));
    StoredStatistics statistics =
        reference.map(ReferenceBatch::statistics).orElseGet(StoredStatistics::none);
    return checks.extractor(extractor, size, statistics);
  }

  private static Optional<ObjectStore> openOutput(
      String output, String samples, Problems problems) {
    try {
      if (isAmongSamples(output, samples)) {
        problems.add(
            OUTPUT,
            "'%s' is where the samples are, which are only read: name another directory"
                .formatted(output));
        return Optional.empty();
      }
      ObjectStore store = ObjectStores.open(output);
      ObjectStores.checkWritable(store);
      return Optional.of(store);
    } catch (IOException | IllegalArgumentException e) {
      problems.add(OUTPUT, e.getMessage());
      return Optional.empty();
    }
  }

  private static boolean isAmongSamples(String output, String samples) {
    if (BucketSamples.isBucket(output) || BucketSamples.isBucket(samples)) {
      return BucketSamples.isWithin(output, samples);
    }
    return SampleFiles.directory(samples)
        .filter(directory -> isWithin(output, samples, directory))
        .isPresent();
  }

  /** The output of a run holds a report of its own, and samples beside it. */
  private static boolean isWithin(String output, String samples, Path directory) {
    Path place = Path.of(output).toAbsolutePath().normalize();
    return place.startsWith(directory.toAbsolutePath().normalize())
        || place.equals(Path.of(samples).toAbsolutePath().normalize());
  }

  @Override
  public void close() throws IOException {
    if (output.isPresent()) {
      output.get().close();
    }
  }
}
