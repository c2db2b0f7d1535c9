package io.upstack.runners.run;

import io.upstack.proto.RunRecord;
import io.upstack.proto.SuperResolution;
import io.upstack.proto.UpsamplerStage;
import io.upstack.stages.configuration.ResolvedConfiguration;
import io.upstack.stages.evaluate.Fingerprints;
import io.upstack.stages.images.ImageSize;
import io.upstack.stages.images.NpzImages;
import io.upstack.stages.problems.Problems;
import io.upstack.stages.store.InputFile;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Given low-resolution samples: an npz in the layout of guided-diffusion. It is read only while it
 * has the content that it had when the command began.
 */
final class BaseSamples implements CommandLineInput {
  private static final String OPTION = "--base-samples";

  private final InputFile file;
  private final Optional<NpzImages> batch;
  private final Problems found = new Problems();

  BaseSamples(String location) {
    InputFile named = InputFile.of(location);
    this.batch = inspect(named);
    this.file = batch.isPresent() ? batch.get().file() : named;
  }

  private Optional<NpzImages> inspect(InputFile named) {
    try {
      return Optional.of(NpzImages.inspect(named.pinned(named.sha256())));
    } catch (IOException e) {
      found.add(OPTION, e.getMessage());
      return Optional.empty();
    }
  }

  /** Returns the file, which is pinned: a reader notices any change. */
  InputFile file() {
    return file;
  }

  /** Returns the number of samples, if it can be read. */
  OptionalLong images() {
    return batch.map(given -> OptionalLong.of(given.images())).orElseGet(OptionalLong::empty);
  }

  @Override
  public void check(ResolvedConfiguration configuration, Problems problems) {
    problems.addAll(found);
    if (batch.isPresent() && configuration.configuration().getGeneration().hasUpsampler()) {
      UpsamplerStage upsampler = configuration.configuration().getGeneration().getUpsampler();
      checkSize(batch.get(), upsampler.getModel(), problems);
      checkLabels(upsampler.getModel(), problems);
      checkNumber(
          batch.get(), configuration.configuration().getGeneration().getNumSamples(), problems);
    }
  }

  private static void checkSize(NpzImages batch, SuperResolution model, Problems problems) {
    int edge = model.getSmallSize();
    if (!batch.size().equals(new ImageSize(edge, edge))) {
      problems.add(
          OPTION,
          "%s has images of %s pixels; the upsampler's small_size is %d, expected %dx%d"
              .formatted(batch.location(), batch.size(), edge, edge, edge));
    }
  }

  private void checkLabels(SuperResolution model, Problems problems) {
    if (model.getClassCond()) {
      new BaseLabels(file).check(model.getNumClasses(), problem -> problems.add(OPTION, problem));
    }
  }

  private static void checkNumber(NpzImages batch, long asked, Problems problems) {
    if (batch.images() == 0) {
      problems.add(OPTION, batch.location() + " has no images, expected one or more");
    } else if (asked < 1 || asked > batch.images()) {
      problems.add(
          "generation.num_samples",
          "expected 1 to %d, the images of %s; found %d"
              .formatted(batch.images(), batch.location(), asked));
    }
  }

  /**
   * Adds the file to the record. The labels come from the file, so the configuration's own are
   * removed.
   */
  @Override
  public void addTo(RunRecord.Builder record) throws IOException {
    record.getGenerationBuilder().clearLabels();
    record.addFingerprints(Fingerprints.of(OPTION, file));
  }
}
