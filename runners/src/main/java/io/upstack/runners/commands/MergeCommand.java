package io.upstack.runners.commands;

import io.upstack.runners.files.ExistingFile;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command that puts the samples of a run into one file. */
@Command(
    name = "merge",
    sortOptions = false,
    sortSynopsis = false,
    header = "Put the samples of a run into one npz.",
    description = {
      "",
      "The file is as guided-diffusion's scripts write it: arr_0 (uint8, NHWC) and, for conditional"
          + " models, arr_1 (int64 labels). The run must be finished.",
      ""
    })
public final class MergeCommand implements Subcommand {
  private final Work<MergeRequest> work;

  @Parameters(
      index = "0",
      paramLabel = "RUN",
      description = "The output of a run: a directory, or a bucket's path.")
  private String run;

  @Parameters(
      index = "1",
      paramLabel = "FILE.npz|DIR",
      description = {
        "The file to write, also in a bucket; or a directory (in a bucket, with a slash at its"
            + " end)",
        "for one that is named by its shape, such as samples_50000x256x256x3.npz."
      })
  private String target;

  @Option(
      names = "--stage",
      paramLabel = "STAGE",
      converter = MergedStageConverter.class,
      defaultValue = "samples",
      description =
          "Which images: samples, or base for those before upsampling; samples by default.")
  private MergedStage stage;

  @Option(
      names = "--overwrite",
      description = "Replace the file if it exists, once the new one is whole.")
  private boolean overwrite;

  @Spec private CommandSpec command;

  public MergeCommand(Work<MergeRequest> work) {
    this.work = work;
  }

  @Override
  public Integer call() throws Exception {
    ExistingFile existing = overwrite ? ExistingFile.REPLACED : ExistingFile.KEPT_UNLESS_TOLD;
    PrintWriter writer = command.commandLine().getOut();
    return work.perform(new MergeRequest(run, target, stage, existing), writer).code();
  }
}
