package io.upstack.runners.commands;

import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A stage's program as a file. */
@Command(
    name = "export",
    sortOptions = false,
    sortSynopsis = false,
    header = "Write a network as a TorchScript file.",
    description = {
      "",
      "The file holds the network with its weights, as Upstack runs it; torch.jit.load reads it.",
      ""
    })
public final class ExportCommand implements Subcommand {
  private final Work<ExportRequest> work;

  @Mixin private ConfigurationOptions configuration;

  @Option(
      names = "--stage",
      required = true,
      paramLabel = "STAGE",
      converter = ExportedStageConverter.class,
      description = "Which network: base, classifier or upsampler.")
  private ExportedStage stage;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FILE.pt",
      description = "The file to write.")
  private Path output;

  @Spec private CommandSpec command;

  public ExportCommand(Work<ExportRequest> work) {
    this.work = work;
  }

  @Override
  public Integer call() throws Exception {
    ExportRequest request = new ExportRequest(configuration.request(), stage, output);
    PrintWriter writer = command.commandLine().getOut();
    return work.perform(request, writer).code();
  }
}
