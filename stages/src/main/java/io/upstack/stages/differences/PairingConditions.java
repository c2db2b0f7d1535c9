package io.upstack.stages.differences;

import static java.util.Locale.ROOT;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The conditions under which sample i of one run and sample i of another form a pair, so that what
 * they share cancels from the difference of the runs.
 *
 * @param samples the number of samples
 * @param generationSeed the seed of labels and noise; empty for samples made elsewhere, which do
 *     not pair
 * @param labels a digest or description of how the labels were chosen
 * @param evaluationSeed the seed of the groups of samples
 * @param extractor the fingerprint of the extractor
 * @param reference a digest of the reference's features, and of statistics stored with it
 * @param settings the settings of the metrics: k, split size, precision of distances
 */
public record PairingConditions(
    long samples,
    OptionalLong generationSeed,
    String labels,
    long evaluationSeed,
    String extractor,
    String reference,
    String settings) {
  /** Returns each condition that fails as a phrase. The list is empty if the runs pair. */
  public List<String> failures(PairingConditions other) {
    List<String> failures = new ArrayList<>();
    require("numbers of samples", samples, other.samples, failures);
    if (generationSeed.isEmpty() || other.generationSeed.isEmpty()) {
      failures.add("samples made elsewhere, whose noise is not known to be the same");
    } else {
      require(
          "generation seeds",
          generationSeed.getAsLong(),
          other.generationSeed.getAsLong(),
          failures);
    }
    require("labels", labels, other.labels, failures);
    require("evaluation seeds", evaluationSeed, other.evaluationSeed, failures);
    require("extractors", extractor, other.extractor, failures);
    require("references", reference, other.reference, failures);
    require("settings of the metrics", settings, other.settings, failures);
    return List.copyOf(failures);
  }

  private static void require(String name, Object first, Object second, List<String> failures) {
    if (!Objects.equals(first, second)) {
      failures.add(String.format(ROOT, "different %s: %s and %s", name, first, second));
    }
  }

  /** Returns the failures in one line, if there are any. */
  Optional<String> whyNotPaired(PairingConditions other) {
    List<String> failures = failures(other);
    return failures.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", failures));
  }
}
