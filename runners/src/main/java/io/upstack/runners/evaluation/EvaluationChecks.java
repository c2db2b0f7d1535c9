package io.upstack.runners.evaluation;

import io.upstack.proto.Evaluation;
import io.upstack.runners.commands.RunnerChoice;
import io.upstack.stages.configuration.EvaluationRules;
import io.upstack.stages.devices.VisibleDevices;
import io.upstack.stages.evaluate.LeftOutImages;
import io.upstack.stages.evaluate.ReferenceBatch;
import io.upstack.stages.images.ImageSet;
import io.upstack.stages.images.ImageSets;
import io.upstack.stages.images.ImageSize;
import io.upstack.stages.images.InvalidImagesException;
import io.upstack.stages.images.UndecodableImages;
import io.upstack.stages.inception.ExtractorFormat;
import io.upstack.stages.metrics.FeatureExtractor;
import io.upstack.stages.metrics.FeatureWidths;
import io.upstack.stages.metrics.MetricsException;
import io.upstack.stages.metrics.StoredStatistics;
import io.upstack.stages.problems.InvalidInputException;
import io.upstack.stages.problems.Printable;
import io.upstack.stages.problems.Problems;
import io.upstack.stages.programs.TorchEngine;
import io.upstack.stages.store.FilePart;
import io.upstack.stages.store.InputFile;
import io.upstack.stages.store.InvalidLocationException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks the files that an evaluation reads, and reports what is wrong with them. */
public final class EvaluationChecks {
  private static final Logger logger = LoggerFactory.getLogger(EvaluationChecks.class);
  private static final int LARGEST_BATCH = 1 << 16;

  /**
   * The SHA-256 of the extractors that come with this program: that of the configuration fashion32.
   */
  private static final Set<String> KNOWN_PROGRAMS =
      Set.of("e9cbdd69cc0bf879ecad293df31977a91e783408f0d13e249f7e6eae2021a138");

  private final EvaluationFields fields;
  private final int neighbours;
  private final UndecodableImages undecodable;
  private final Problems problems;

  /**
   * @param settings k of precision and recall, which need more than k images, and the choice for
   *     images that do not decode
   */
  public EvaluationChecks(EvaluationFields fields, Evaluation settings, Problems problems) {
    this.fields = fields;
    this.neighbours = settings.getNearestK();
    this.undecodable = UndecodableImages.leftOutIf(settings.getSkipUndecodable());
    this.problems = problems;
  }

  /** Opens the reference. If it is unusable, adds the problems and returns empty. */
  public Optional<ReferenceBatch> reference(String location) {
    Optional<ReferenceBatch> found =
        found(fields.reference(), () -> ReferenceBatch.open(location, undecodable));
    found.ifPresent(
        reference -> {
          warn(fields.reference(), reference.images());
          warnOfFew(fields.reference(), reference.images());
        });
    return found;
  }

  /**
   * Opens the samples. If there are none to measure, adds the problems and returns empty.
   *
   * @param option the option that names them
   */
  Optional<ImageSet> samples(String option, String location) {
    Optional<ImageSet> samples = images(option, location);
    samples.ifPresent(images -> warnOfFew(option, images.images()));
    return samples;
  }

  /**
   * Opens images. If there are none, adds the problems and returns empty.
   *
   * @param option the option that names them
   */
  public Optional<ImageSet> images(String option, String location) {
    Optional<ImageSet> found = found(option, () -> ImageSets.open(location, undecodable));
    found.ifPresent(images -> warn(option, images));
    return found;
  }

  private static void warn(String field, ImageSet images) {
    LeftOutImages.warning(images)
        .ifPresent(warning -> logger.warn("{}: {}", field, Printable.line(warning)));
    images.remarks().forEach(remark -> logger.warn("{}: {}", field, Printable.line(remark)));
  }

  private <T> Optional<T> found(String field, Finding<T> finding) {
    try {
      return Optional.of(finding.find());
    } catch (InvalidImagesException e) {
      e.problems().forEach(problem -> problems.add(field, problem));
    } catch (IOException | MetricsException | InvalidLocationException e) {
      problems.add(field, e.getMessage());
    }
    return Optional.empty();
  }

  @FunctionalInterface
  private interface Finding<T> {
    T find() throws IOException;
  }

  /** Adds a problem if samples and reference have different sizes. */
  public void requireSameSize(ReferenceBatch reference, ImageSize samples) {
    ImageSize size = reference.images().size();
    if (!size.equals(samples)) {
      problems.add(
          fields.reference(),
          "%s has images of %s pixels; the samples are %s"
              .formatted(reference.images().location(), size, samples));
    }
  }

  /** Warns if there are too few images for some metrics, which are left out. */
  private void warnOfFew(String field, ImageSet images) {
    if (images.images() <= neighbours) {
      logger.warn(
          "{}: {} has {} images; metrics that need more are left out, as precision, which needs {}",
          field,
          Printable.line(images.location()),
          images.images(),
          neighbours + 1);
    }
  }

  /** Warns if there are, or will be, too few samples for some metrics, which are left out. */
  public void warnOfFew(String field, long samples) {
    if (samples <= neighbours) {
      logger.warn(
          "{}: metrics that need more samples than {} are left out, as recall, which needs {}",
          field,
          samples,
          neighbours + 1);
    }
  }

  /**
   * Adds a problem for each meaningless setting.
   *
   * @param samples the number of samples, if it is known
   */
  void requireSettings(Evaluation settings, Optional<Long> samples) {
    String precision = settings.getDistancePrecision();
    if (!EvaluationRules.PRECISIONS.contains(precision)) {
      problems.add(
          "--distance-precision", "expected fp32 or fp16, found '%s'".formatted(precision));
    }
    String estimator = settings.getKidEstimator();
    if (!EvaluationRules.KID_ESTIMATORS.contains(estimator)) {
      problems.add(
          "--kid-estimator",
          "expected %s, found '%s'"
              .formatted(String.join(" or ", EvaluationRules.KID_ESTIMATORS), estimator));
    }
    for (long index : settings.getNeighboursOfList()) {
      if (index < 0 || samples.isPresent() && index >= samples.get()) {
        problems.add(
            "--neighbours-of",
            "there is no sample %d, expected %s"
                .formatted(index, samples.map(count -> "0 to " + (count - 1)).orElse("0 or more")));
      }
    }
  }

  /** Adds a problem if this many images cannot go through the extractor together. */
  public void requireBatchSize(long size) {
    if (size < 1 || size > LARGEST_BATCH) {
      problems.add("--batch-size", "expected 1 to %d, found %d".formatted(LARGEST_BATCH, size));
    }
  }

  /** Adds a problem if the device has no such name, or this machine is to use it and lacks it. */
  public void requireDevice(String device, RunnerChoice runner) {
    if (!device.matches("cpu|cuda(:(0|[1-9][0-9]{0,2}))?")) {
      problems.add("--device", "expected cpu, cuda or cuda:N, found '%s'".formatted(device));
    } else if (runner instanceof RunnerChoice.Embedded && !device.equals("cpu")) {
      try {
        VisibleDevices.named(device);
      } catch (IllegalArgumentException e) {
        problems.add("--device", e.getMessage());
      }
    }
  }

  private static InputFile pinned(InputFile file) throws IOException {
    return file.pinned(file.sha256());
  }

  private static boolean isUnknownProgram(InputFile file, Path local) {
    try {
      return ExtractorFormat.of(local) == ExtractorFormat.PROGRAM
          && !KNOWN_PROGRAMS.contains(file.sha256());
    } catch (IOException e) {
      // The later loading refuses the file and reports what is wrong.
      return false;
    }
  }

  private static String programWarning(String file) {
    return "%s is a TorchScript program, which can read and write files as the user who runs it"
            .formatted(Printable.line(file))
        + " (on a cluster, on every worker): use only those of a source that you trust";
  }

  /**
   * Runs the extractor to find the widths of its outputs for an image. If it cannot run, or its
   * features are not comparable with the statistics, adds a problem and returns empty.
   *
   * @param size the size of the images; without it the extractor is only loaded
   */
  public Optional<CheckedExtractor> extractor(
      String file, Optional<ImageSize> size, StoredStatistics statistics) {
    Optional<String> misnamed = FilePart.refused(file, "an extractor");
    misnamed.ifPresent(problem -> problems.add(fields.extractor(), problem));
    if (misnamed.isPresent()) {
      return Optional.empty();
    }
    Optional<InputFile> pinned = found(fields.extractor(), () -> pinned(InputFile.of(file)));
    Optional<Path> local = pinned.flatMap(given -> found(fields.extractor(), given::localPath));
    if (local.isEmpty()) {
      return Optional.empty();
    }
    if (isUnknownProgram(pinned.get(), local.get())) {
      logger.warn("{}: {}", fields.extractor(), programWarning(file));
    }
    try (FeatureExtractor extractor =
        FeatureExtractor.load(local.get(), TorchEngine.device("cpu"))) {
      Optional<FeatureWidths> widths =
          size.map(given -> extractor.widths(given.height(), given.width()));
      widths.ifPresent(statistics::requireWidths);
      pinned.get().requireUnchanged();
      statistics.warning(pinned.get().sha256()).ifPresent(logger::warn);
      return widths.map(given -> new CheckedExtractor(pinned.get(), given));
    } catch (IOException | MetricsException e) {
      // An object in a bucket is read from a local copy, whose name means nothing to the user.
      problems.add(fields.extractor(), e.getMessage().replace(local.get().toString(), file));
      return Optional.empty();
    } catch (InvalidInputException e) {
      e.problems().forEach(problem -> problems.add(fields.extractor(), file + ": " + problem));
      return Optional.empty();
    }
  }
}
