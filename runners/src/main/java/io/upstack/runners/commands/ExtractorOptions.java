package io.upstack.runners.commands;

import io.upstack.stages.images.UndecodableImages;
import picocli.CommandLine.Option;

/** The options for computing the features of images that a user names. */
final class ExtractorOptions {
  @Option(
      names = "--extractor",
      required = true,
      paramLabel = "FILE",
      description =
          "The feature extractor: the weights of the Inception-v3 of 2015-12-05 (the state dict, "
              + ".pth, or the frozen graph, .pb), or a TorchScript file: uint8 NCHW images to "
              + "features, spatial features and logits. Such a file is a program: it can read and "
              + "write files as you, so use only one that you trust.")
  private String extractor;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "64",
      description = "Images that go through the extractor together; ${DEFAULT-VALUE} by default.")
  private Long batchSize;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "cpu",
      description =
          "Where the extractor runs: cpu, the default; cuda, all GPUs; or cuda:N, a GPU as the "
              + "process numbers those of CUDA_VISIBLE_DEVICES.")
  private String device;

  @Option(
      names = "--skip-undecodable",
      description =
          "Leave out pictures that cannot be decoded, instead of stopping at the first. Every "
              + "picture is then decoded once more, before the work begins.")
  private boolean skip;

  String extractor() {
    return extractor;
  }

  long batchSize() {
    return batchSize;
  }

  String device() {
    return device;
  }

  UndecodableImages undecodable() {
    return UndecodableImages.leftOutIf(skip);
  }
}
