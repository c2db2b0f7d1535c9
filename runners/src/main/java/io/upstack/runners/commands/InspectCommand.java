package io.upstack.runners.commands;

import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command that shows what a checkpoint holds. */
@Command(
    name = "inspect",
    sortOptions = false,
    sortSynopsis = false,
    header = "Show what a checkpoint holds, and which flags fit it.",
    description = {
      "",
      "Lists the tensors with their types and shapes, and the part of a configuration that the"
          + " shapes tell. The checkpoint is read, never executed. The exit status is 2 if it"
          + " cannot be read.",
      ""
    })
public final class InspectCommand implements Subcommand {
  private final Work<InspectRequest> work;

  @Parameters(
      paramLabel = "CHECKPOINT",
      description =
          "A state dict of guided-diffusion, as torch.save writes it (.pt) or as safetensors, or"
              + " the weights of the Inception-v3 of 2015-12-05 (.pth, .pb). If a training"
              + " state holds several state dicts, FILE#KEY names one of them.")
  private String checkpoint;

  @Spec private CommandSpec command;

  public InspectCommand(Work<InspectRequest> work) {
    this.work = work;
  }

  @Override
  public Integer call() throws Exception {
    PrintWriter writer = command.commandLine().getOut();
    return work.perform(new InspectRequest(checkpoint), writer).code();
  }
}
