package io.upstack.runners.commands;

import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command that runs the second stage on given samples. */
@Command(
    name = "upsample",
    sortOptions = false,
    sortSynopsis = false,
    header = "Run the upsampler on low-resolution samples that exist.",
    description = {
      "",
      "Reads the samples, and the labels that came with them, and leaves samples/ in the output "
          + "directory. It uses the upsampler of the configuration, not the base model.",
      ""
    })
public final class UpsampleCommand implements Subcommand {
  private final Work<UpsampleRequest> work;

  @Mixin private GenerationOptions configuration;

  @Option(
      names = "--base-samples",
      required = true,
      paramLabel = "FILE.npz",
      description = "Samples of the base model: arr_0 (uint8, NHWC) and arr_1 (labels).")
  private String baseSamples;

  @Mixin private OutputOption output;
  @Mixin private RunnerOptions runner;
  @Spec private CommandSpec command;

  public UpsampleCommand(Work<UpsampleRequest> work) {
    this.work = work;
  }

  @Override
  public Integer call() throws Exception {
    UpsampleRequest request =
        new UpsampleRequest(configuration.request(), baseSamples, output.output(), runner.choice());
    PrintWriter writer = command.commandLine().getOut();
    return work.perform(request, writer).code();
  }
}
