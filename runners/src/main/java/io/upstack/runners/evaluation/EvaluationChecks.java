package io.upstack.runners.evaluation;

import io.upstack.stages.evaluate.ReferenceBatch;
import io.upstack.stages.images.ImageSize;
import io.upstack.stages.metrics.FeatureExtractor;
import io.upstack.stages.metrics.FeatureWidths;
import io.upstack.stages.metrics.MetricsException;
import io.upstack.stages.metrics.StoredStatistics;
import io.upstack.stages.problems.InvalidInputException;
import io.upstack.stages.problems.Problems;
import io.upstack.stages.programs.TorchEngine;
import io.upstack.stages.store.InputFile;
import io.upstack.stages.store.InvalidLocationException;
import java.io.IOException;
import java.util.Optional;

/** Looks at what an evaluation reads, and tells what is wrong with it. */
public final class EvaluationChecks {
  private final EvaluationFields fields;
  private final int neighbours;
  private final Problems problems;

  /**
   * @param neighbours k of precision and recall, which need more images than that
   */
  public EvaluationChecks(EvaluationFields fields, int neighbours, Problems problems) {
    this.fields = fields;
    this.neighbours = neighbours;
    this.problems = problems;
  }

  /** Empty, and a problem told, if it is no reference batch. */
  public Optional<ReferenceBatch> reference(String file) {
    try {
      ReferenceBatch reference = ReferenceBatch.read(InputFile.of(file));
      requireNeighbours(fields.reference(), file, reference.batch().images());
      return Optional.of(reference);
    } catch (IOException | MetricsException | InvalidLocationException e) {
      problems.add(fields.reference(), e.getMessage());
      return Optional.empty();
    }
  }

  /** Tells if samples and reference are of different sizes. */
  public void requireSameSize(ReferenceBatch reference, ImageSize samples) {
    ImageSize size = reference.batch().size();
    if (!size.equals(samples)) {
      problems.add(
          fields.reference(),
          "%s has images of %s pixels; the samples are %s"
              .formatted(reference.batch().file().location(), size, samples));
    }
  }

  /**
   * Tells if there are too few images for precision and recall.
   *
   * @param file what messages call that which holds them
   */
  void requireNeighbours(String field, String file, long images) {
    if (images <= neighbours) {
      problems.add(
          field,
          "%s has %d images; precision and recall by %d neighbours need %d or more"
              .formatted(file, images, neighbours, neighbours + 1));
    }
  }

  /**
   * What the extractor gives for an image, found by running it. Empty, and a problem told, if it
   * can't be run, or if its features don't compare with the statistics.
   *
   * @param size of the images; without one the extractor is only loaded
   */
  public Optional<FeatureWidths> extractor(
      String file, Optional<ImageSize> size, StoredStatistics statistics) {
    try (FeatureExtractor extractor =
        FeatureExtractor.load(InputFile.of(file).localPath(), TorchEngine.device("cpu"))) {
      Optional<FeatureWidths> widths =
          size.map(given -> extractor.widths(given.height(), given.width()));
      widths.ifPresent(statistics::requireWidths);
      return widths;
    } catch (IOException | MetricsException | InvalidLocationException e) {
      problems.add(fields.extractor(), e.getMessage());
      return Optional.empty();
    } catch (InvalidInputException e) {
      e.problems().forEach(problem -> problems.add(fields.extractor(), file + ": " + problem));
      return Optional.empty();
    }
  }
}
