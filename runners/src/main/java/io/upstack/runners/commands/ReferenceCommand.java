package io.upstack.runners.commands;

import io.upstack.runners.files.ExistingFile;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A reference batch of images. */
@Command(
    name = "reference",
    sortOptions = false,
    sortSynopsis = false,
    header = "Make a reference batch of images.",
    description = {
      "",
      "Writes an npz as OpenAI's reference batches are, which guided-diffusion's evaluator reads: "
          + "the images (arr_0), their labels if they have any (arr_1), and the statistics of "
          + "their features (mu, sigma, mu_s, sigma_s).",
      ""
    })
public final class ReferenceCommand implements Subcommand {
  private final Work<ReferenceRequest> work;

  @Option(
      names = "--images",
      required = true,
      paramLabel = "FILE.npz|DIR",
      description =
          "The images: arr_0 (uint8, NHWC) of a file, of all npz files of a directory, or of the "
              + "output directory of a run; or a directory of PNG or JPEG pictures. If these stand "
              + "in directories of it, each in one, those are their labels.")
  private String images;

  @Option(
      names = "--extractor",
      required = true,
      paramLabel = "FILE",
      description =
          "The feature extractor: the weights of the Inception-v3 of 2015-12-05 (the state dict, "
              + ".pth, or the frozen graph, .pb), or a TorchScript file: uint8 NCHW images to "
              + "features, spatial features and logits.")
  private String extractor;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FILE.npz",
      description = "The file to write.")
  private String output;

  @Option(
      names = "--overwrite",
      description = "Replace the file if it exists, once the new one is whole.")
  private boolean overwrite;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "64",
      description = "Images that go through the extractor together; ${DEFAULT-VALUE} by default.")
  private Long batchSize;

  @Mixin private UndecodableOption undecodable;

  @Spec private CommandSpec command;

  public ReferenceCommand(Work<ReferenceRequest> work) {
    this.work = work;
  }

  @Override
  public Integer call() throws Exception {
    ExistingFile existing = overwrite ? ExistingFile.REPLACED : ExistingFile.KEPT_UNLESS_TOLD;
    ReferenceRequest request =
        new ReferenceRequest(images, extractor, output, existing, batchSize, undecodable.images());
    PrintWriter writer = command.commandLine().getOut();
    return work.perform(request, writer).code();
  }
}
