package io.upstack.runners.commands;

import java.io.PrintWriter;
import java.util.Optional;
import picocli.CommandLine.Command;
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
      paramLabel = "FILE.npz",
      description =
          "The reference batch: arr_0 (uint8, NHWC). Statistics in it (mu, sigma, mu_s, sigma_s) "
              + "are used.")
  private String reference;

  @Option(
      names = "--samples",
      required = true,
      paramLabel = "FILE.npz|DIR",
      description =
          "The samples: arr_0 (uint8, NHWC) of a file, of all npz files of a directory, or of "
              + "the output directory of a run. They are only read.")
  private String samples;

  @Option(
      names = "--extractor",
      required = true,
      paramLabel = "FILE.pt",
      description =
          "The feature extractor, a TorchScript file: uint8 NCHW images to features, spatial "
              + "features and logits.")
  private String extractor;

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

  @Spec private CommandSpec command;

  public EvaluateCommand(Work<EvaluateRequest> work) {
    this.work = work;
  }

  @Override
  public Integer call() throws Exception {
    EvaluateRequest request = new EvaluateRequest(reference, samples, extractor, output, batchSize);
    PrintWriter writer = command.commandLine().getOut();
    return work.perform(request, writer).code();
  }
}
