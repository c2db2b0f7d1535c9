package io.upstack.stages.inspection;

import io.upstack.stages.inception.InceptionFile;
import io.upstack.stages.problems.InvalidInputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Checks whether a file has the weights of the Inception-v3 of 2015-12-05. */
final class InceptionFit {
  private static final String NETWORK = "Inception-v3 of 2015-12-05; ";

  private InceptionFit() {}

  /** Returns whether tensors with these names look like all or some of the network's. */
  static boolean isLikely(Set<String> tensors) {
    return tensors.stream().anyMatch(name -> name.startsWith("Mixed_"));
  }

  /** Returns a verdict, followed by a line for each problem that does not fit. */
  static List<String> describe(Path file) throws IOException {
    InceptionFile weights = InceptionFile.of(file);
    List<String> lines = new ArrayList<>();
    try {
      weights.program();
      lines.add(
          NETWORK
              + (weights.isPublished()
                  ? "this is a published file"
                  : "all weights fit, but this is none of the published files"));
    } catch (InvalidInputException exception) {
      lines.add(NETWORK + "but these weights do not fit:");
      exception.problems().forEach(problem -> lines.add("  " + problem));
    }
    return lines;
  }
}
