package io.upstack.runners.commands;

import io.upstack.proto.Evaluation;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command that computes the metrics of any samples. */
@Command(
    name = "evaluate",
    sortOptions = false,
    sortSynopsis = false,
    header = "Measure samples against a reference batch.",
    description = {
      "",
      "Prints FID, sFID, Inception Score, precision and recall as guided-diffusion's evaluator"
          + " defines them. On standard error it prints all metrics with 95%% confidence intervals,"
          + " also KID, density, coverage and FD-infinity. The samples may have been made"
          + " elsewhere.",
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
              + "the output directory of a run; or a directory of PNG or JPEG pictures, also in "
              + "subdirectories. The samples are only read.")
  private String samples;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = "Where to leave a report, if one is wanted.")
  private Optional<String> output = Optional.empty();

  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description =
          "Where features and results are kept for the next evaluation of the same images; "
              + "~/.cache/upstack/evaluations by default. You may remove it at any time. With "
              + "--runner=flink all workers have to reach it.")
  private Optional<String> cache = Optional.empty();

  @Option(
      names = "--distance-precision",
      paramLabel = "fp32|fp16",
      defaultValue = "fp32",
      description =
          "The precision of distances in precision and recall: fp32, or fp16 wherever no "
              + "distance of a block overflows, as in evaluator.py; for comparing with old tables.")
  private String distancePrecision;

  @Option(
      names = "--kid-estimator",
      paramLabel = "full|torch_fidelity_subsets",
      defaultValue = "full",
      description =
          "How KID is computed: from all pairs, or as the mean over random subsets, as"
              + " torch-fidelity does, for comparing with old tables.")
  private String kidEstimator;

  @Option(
      names = "--neighbours-of",
      split = ",",
      paramLabel = "INDEX",
      description = "Samples to show in the report next to their nearest reference images.")
  private List<Long> neighboursOf = List.of();

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Keys the draws behind KID and the confidence intervals.")
  private Long seed;

  @Option(
      names = "--json",
      description =
          "Print all metrics and their intervals as JSON, with the names of report.json, instead"
              + " of the lines of evaluator.py.")
  private boolean isJson;

  @Mixin private ExtractorOptions features;
  @Mixin private RunnerOptions runner;

  @Spec private CommandSpec command;

  public EvaluateCommand(Work<EvaluateRequest> work) {
    this.work = work;
  }

  @Override
  public Integer call() throws Exception {
    EvaluateRequest request =
        new EvaluateRequest(
            reference,
            samples,
            features.extractor(),
            output,
            features.batchSize(),
            features.device(),
            cache,
            Evaluation.newBuilder()
                .setDistancePrecision(distancePrecision)
                .setKidEstimator(kidEstimator)
                .addAllNeighboursOf(neighboursOf)
                .setSeed(seed)
                .build(),
            features.undecodable(),
            runner.attached("evaluate prints the metrics"),
            isJson);
    PrintWriter writer = command.commandLine().getOut();
    return work.perform(request, writer).code();
  }
}
