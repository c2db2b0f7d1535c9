package io.upstack.runners.reference;

import io.upstack.proto.Evaluation;
import io.upstack.runners.commands.ReferenceRequest;
import io.upstack.runners.commands.RunnerChoice;
import io.upstack.runners.evaluation.CheckedExtractor;
import io.upstack.runners.evaluation.EvaluationChecks;
import io.upstack.runners.evaluation.EvaluationFields;
import io.upstack.runners.evaluation.UserCache;
import io.upstack.runners.files.OutputFile;
import io.upstack.stages.images.ImageSet;
import io.upstack.stages.images.UndecodableImages;
import io.upstack.stages.metrics.StoredStatistics;
import io.upstack.stages.problems.Problems;
import io.upstack.stages.store.ObjectStores;
import java.io.IOException;
import java.util.Optional;

/**
 * The checked inputs of {@code upstack reference}. Images and extractor are read only as long as
 * they are unchanged since the check.
 *
 * @param cache the place where a cluster leaves the features; absent if this process computes them
 */
record CheckedReference(
    Evaluation settings,
    ImageSet images,
    CheckedExtractor extractor,
    int batchSize,
    String device,
    Optional<String> cache,
    OutputFile output) {
  private static final String IMAGES = "--images";
  private static final EvaluationFields FIELDS = new EvaluationFields(IMAGES, "--extractor");

  /** The fewest images from which a covariance can be computed. */
  private static final int FEWEST = 2;

  /**
   * @throws io.upstack.stages.problems.InvalidInputException naming every problem
   */
  static CheckedReference of(ReferenceRequest request) {
    Problems problems = new Problems();
    Evaluation settings =
        Evaluation.newBuilder()
            .setExtractor(request.extractor())
            .setSkipUndecodable(request.undecodable() == UndecodableImages.LEFT_OUT)
            .build();
    EvaluationChecks checks = new EvaluationChecks(FIELDS, settings, problems);
    Optional<ImageSet> images = checks.images(IMAGES, request.images());
    images
        .filter(given -> given.images() < FEWEST)
        .ifPresent(given -> problems.add(IMAGES, tooFew(given)));
    Optional<CheckedExtractor> extractor =
        checks.extractor(request.extractor(), images.map(ImageSet::size), StoredStatistics.none());
    checks.requireBatchSize(request.batchSize());
    checks.requireDevice(request.device(), request.runner());
    OutputFile output = OutputFile.of("--output", request.output(), request.existing());
    output.check(problems);
    Optional<String> cache = cache(request, problems);
    problems.throwIfAny("what was given to reference");
    return new CheckedReference(
        settings,
        images.orElseThrow(),
        extractor.orElseThrow(),
        Math.toIntExact(request.batchSize()),
        request.device(),
        cache,
        output);
  }

  /** Checks the place where a cluster leaves the features; empty if this process computes them. */
  private static Optional<String> cache(ReferenceRequest request, Problems problems) {
    if (request.runner() instanceof RunnerChoice.Embedded) {
      return Optional.empty();
    }
    try {
      String location = UserCache.location(request.cache());
      ObjectStores.openWritable(location).close();
      return Optional.of(location);
    } catch (IOException | IllegalArgumentException e) {
      problems.add("--cache", e.getMessage());
      return Optional.empty();
    }
  }

  private static String tooFew(ImageSet images) {
    return "%s has %d images; a covariance needs %d or more"
        .formatted(images.location(), images.images(), FEWEST);
  }

  /** Returns a description of what the file holds once it is written. */
  String description() {
    String spatial =
        extractor.widths().spatial().isPresent()
            ? " and %d spatial ones".formatted(extractor.widths().spatial().getAsInt())
            : "; evaluator.py needs spatial ones too (mu_s, sigma_s), which the extractor does not"
                + " give";
    return "%d images of %s pixels, statistics of %d features%s"
        .formatted(images.images(), images.size(), extractor.widths().pool(), spatial);
  }
}
