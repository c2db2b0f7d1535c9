package io.upstack.runners.commands;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The metrics of any samples. */
@Command(
    name = "evaluate",
    sortOptions = false,
    sortSynopsis = false,
    header = "Measure samples against a reference batch.",
    description = {
      "",
      "Prints FID, sFID, Inception Score, precision and recall as guided-diffusion's evaluator "
          + "defines them. The samples may have been made elsewhere.",
      ""
    })
public final class EvaluateCommand implements Subcommand {
  private final Work<EvaluateRequest> work;

  @Option(
      names = "--reference",
      required = true,
      paramLabel = "FILE.npz|DIR",
      description =
          "The reference: an npz of images, arr_0 (uint8, NHWC), whose statistics (mu, sigma, "
              + "mu_s, sigma_s) are used if it has them; or a directory, as for the samples.")
  private String reference;

  @Option(
      names = "--samples",
      required = true,
      paramLabel = "FILE.npz|DIR",
      description =
          "The samples: arr_0 (uint8, NHWC) of a file, of all npz files of a directory, or of "
              + "the output directory of a run; or a directory of PNG or JPEG pictures, which may "
              + "stand in directories of it. They are only read.")
  private String samples;

  @Option(
      names = "--extractor",
      required = true,
      paramLabel = "FILE",
      description =
          "The feature extractor: the weights of the Inception-v3 of 2015-12-05 (the state dict, "
              + ".pth, or the frozen graph, .pb), or a TorchScript file: uint8 NCHW images to "
              + "features, spatial features and logits.")
  private Path extractor;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = "Where to leave a report, if one is wanted.")
  private Optional<String> output = Optional.empty();

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "64",
      description = "Images that go through the extractor together; ${DEFAULT-VALUE} by default.")
  private Long batchSize;

  @Mixin private UndecodableOption undecodable;

  @Spec private CommandSpec command;

  public EvaluateCommand(Work<EvaluateRequest> work) {
    this.work = work;
  }

  @Override
  public Integer call() throws Exception {
    EvaluateRequest request =
        new EvaluateRequest(reference, samples, extractor, output, batchSize, undecodable.images());
    PrintWriter writer = command.commandLine().getOut();
    return work.perform(request, writer).code();
  }
}
