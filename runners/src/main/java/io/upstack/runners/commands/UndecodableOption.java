package io.upstack.runners.commands;

import io.upstack.stages.images.UndecodableImages;
import picocli.CommandLine.Option;

/** What becomes of pictures that do not decode. */
final class UndecodableOption {
  @Option(
      names = "--skip-undecodable",
      description =
          "Leave pictures out that do not decode, rather than to stop at them. Every picture is "
              + "decoded once more for it, before the work begins.")
  private boolean skip;

  UndecodableImages images() {
    return UndecodableImages.leftOutIf(skip);
  }
}
