package io.upstack.runners.commands;

import io.upstack.runners.files.ExistingFile;
import java.io.PrintWriter;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command that makes a reference batch of images. */
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
              + "output directory of a run; or a directory of PNG or JPEG pictures. If every "
              + "picture is in a subdirectory, the subdirectories are the labels.")
  private String images;

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
      names = "--cache",
      paramLabel = "DIR",
      description =
          "Where a cluster leaves the features; ~/.cache/upstack/evaluations by default. All "
              + "workers have to reach it.")
  private Optional<String> cache = Optional.empty();

  @Mixin private ExtractorOptions features;
  @Mixin private RunnerOptions runner;

  @Spec private CommandSpec command;

  public ReferenceCommand(Work<ReferenceRequest> work) {
    this.work = work;
  }

  @Override
  public Integer call() throws Exception {
    ExistingFile existing = overwrite ? ExistingFile.REPLACED : ExistingFile.KEPT_UNLESS_TOLD;
    ReferenceRequest request =
        new ReferenceRequest(
            images,
            features.extractor(),
            output,
            existing,
            features.batchSize(),
            features.device(),
            features.undecodable(),
            cache,
            choice());
    PrintWriter writer = command.commandLine().getOut();
    return work.perform(request, writer).code();
  }

  private RunnerChoice choice() {
    RunnerChoice choice = runner.attached("reference writes a file");
    if (choice instanceof RunnerChoice.Embedded && cache.isPresent()) {
      throw new ParameterException(command.commandLine(), "--cache is for --runner=flink");
    }
    return choice;
  }
}
