package io.upstack.runners.evaluation;

import io.upstack.proto.Evaluation;
import io.upstack.runners.commands.EvaluateRequest;
import io.upstack.stages.evaluate.ReferenceBatch;
import io.upstack.stages.images.ImageSet;
import io.upstack.stages.images.ImageSize;
import io.upstack.stages.images.UndecodableImages;
import io.upstack.stages.labels.SampleLabels;
import io.upstack.stages.metrics.StoredStatistics;
import io.upstack.stages.problems.Problems;
import io.upstack.stages.store.ClosedTogether;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import io.upstack.stages.store.gcs.GcsLocation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The checked inputs of {@code upstack evaluate}. Reference, samples and extractor are read only as
 * long as they are unchanged since the check.
 *
 * @param settings the settings, in the form of a configuration
 * @param cache the store where features are kept
 * @param output the store of the report, if one is wanted
 */
record CheckedEvaluation(
    Evaluation settings,
    ReferenceBatch reference,
    ImageSet samples,
    CheckedExtractor extractor,
    int batchSize,
    String device,
    String cacheLocation,
    ObjectStore cache,
    Optional<ObjectStore> output)
    implements AutoCloseable {
  private static final String SAMPLES = "--samples";
  private static final String OUTPUT = "--output";
  private static final String CACHE = "--cache";

  /**
   * @throws io.upstack.stages.problems.InvalidInputException naming every problem
   */
  static CheckedEvaluation of(EvaluateRequest request) throws IOException {
    Problems problems = new Problems();
    Evaluation settings =
        request.settings().toBuilder()
            .setExtractor(request.extractor())
            .setReference(request.reference())
            .setSkipUndecodable(request.undecodable() == UndecodableImages.LEFT_OUT)
            .build();
    EvaluationChecks checks =
        new EvaluationChecks(EvaluationFields.OF_COMMAND_LINE, settings, problems);
    Optional<ReferenceBatch> reference = checks.reference(settings.getReference());
    Optional<ImageSet> samples = checks.samples(SAMPLES, request.samples());
    reference.ifPresent(
        given -> samples.ifPresent(images -> checks.requireSameSize(given, images.size())));
    Optional<CheckedExtractor> extractor =
        extractor(checks, settings.getExtractor(), reference, samples);
    checks.requireBatchSize(request.batchSize());
    checks.requireDevice(request.device(), request.runner());
    checks.requireSettings(settings, samples.map(ImageSet::images));
    try (ClosedTogether opening = new ClosedTogether()) {
      Optional<ObjectStore> cache = openCache(request.cache(), problems);
      cache.ifPresent(opening::add);
      Optional<ObjectStore> output =
          request
              .output()
              .flatMap(place -> openOutput(place, request.samples(), samples, problems));
      output.ifPresent(opening::add);
      problems.throwIfAny("what was given to evaluate");
      CheckedEvaluation checked =
          new CheckedEvaluation(
              settings,
              reference.orElseThrow(),
              samples.orElseThrow(),
              extractor.orElseThrow(),
              Math.toIntExact(request.batchSize()),
              request.device(),
              cache.orElseThrow().root(),
              cache.orElseThrow(),
              output);
      opening.release();
      return checked;
    }
  }

  /** Returns how the labels of the samples were chosen, as far as the labels show it. */
  SampleLabels labels() throws IOException {
    return SampleLabels.recognized(samples.labels());
  }

  private static Optional<ObjectStore> openCache(Optional<String> given, Problems problems) {
    try {
      return openStore(CACHE, UserCache.location(given), problems);
    } catch (IOException e) {
      problems.add(CACHE, e.getMessage());
      return Optional.empty();
    }
  }

  /**
   * Checks the extractor. Without a reference it is tried on the samples, so that its own faults
   * are reported.
   */
  private static Optional<CheckedExtractor> extractor(
      EvaluationChecks checks,
      String extractor,
      Optional<ReferenceBatch> reference,
      Optional<ImageSet> samples) {
    Optional<ImageSize> size =
        reference.map(given -> given.images().size()).or(() -> samples.map(ImageSet::size));
    StoredStatistics statistics =
        reference.map(ReferenceBatch::statistics).orElseGet(StoredStatistics::none);
    return checks.extractor(extractor, size, statistics);
  }

  private static Optional<ObjectStore> openOutput(
      String output, String samples, Optional<ImageSet> images, Problems problems) {
    try {
      if (isWithin(output, samples, images.map(ImageSet::location).orElse(samples))) {
        problems.add(
            OUTPUT,
            "'%s' is where the samples are, which are only read: name another directory"
                .formatted(output));
        return Optional.empty();
      }
    } catch (IllegalArgumentException e) {
      problems.add(OUTPUT, e.getMessage());
      return Optional.empty();
    }
    return openStore(OUTPUT, output, problems);
  }

  private static Optional<ObjectStore> openStore(
      String option, String location, Problems problems) {
    try {
      return Optional.of(ObjectStores.openWritable(location));
    } catch (IOException | IllegalArgumentException e) {
      problems.add(option, e.getMessage());
      return Optional.empty();
    }
  }

  /**
   * Returns whether the output is inside the samples' directory. The output of a run holds a report
   * of its own next to its samples.
   */
  private static boolean isWithin(String output, String samples, String directory) {
    if (GcsLocation.isGcs(output) || GcsLocation.isGcs(samples)) {
      return GcsLocation.isGcs(output)
          && GcsLocation.isGcs(samples)
          && isWithin(
              GcsLocation.parse(output), GcsLocation.parse(samples), GcsLocation.parse(directory));
    }
    Path place = Path.of(output).toAbsolutePath().normalize();
    return place.startsWith(Path.of(directory).toAbsolutePath().normalize())
        || place.equals(Path.of(samples).toAbsolutePath().normalize());
  }

  private static boolean isWithin(GcsLocation output, GcsLocation samples, GcsLocation directory) {
    return (output + "/").startsWith(directory + "/") || output.equals(samples);
  }

  @Override
  public void close() throws IOException {
    try (ClosedTogether opened = new ClosedTogether()) {
      opened.add(cache);
      output.ifPresent(opened::add);
    }
  }
}
