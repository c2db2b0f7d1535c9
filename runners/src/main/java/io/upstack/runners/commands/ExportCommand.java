package io.upstack.runners.commands;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command that writes a network to a file. */
@Command(
    name = "export",
    sortOptions = false,
    sortSynopsis = false,
    header = "Write a network as a TorchScript file.",
    customSynopsis = {
      "upstack export CONFIG --stage=STAGE [--models=DIR] [--set=FIELD=VALUE]... --output=FILE.pt",
      "       upstack export --extractor=WEIGHTS --output=FILE.pt"
    },
    description = {
      "",
      "The file holds the network with its weights, as Upstack runs it; torch.jit.load reads it.",
      ""
    })
public final class ExportCommand implements Subcommand {
  private final Work<ExportRequest> work;

  @Parameters(
      arity = "0..1",
      paramLabel = "CONFIG",
      description = {
        "The configuration: a file, such as configs/fashion32.textproto, or the name of a preset."
      })
  private Optional<String> configuration = Optional.empty();

  @Option(
      names = "--stage",
      paramLabel = "STAGE",
      converter = ExportedStageConverter.class,
      description = "Which of its networks: base, classifier or upsampler.")
  private Optional<ExportedStage> stage = Optional.empty();

  @Option(
      names = "--models",
      paramLabel = "DIR",
      description = "The folder or gs:// path that has the checkpoints by their names.")
  private Optional<String> models = Optional.empty();

  @Option(
      names = "--set",
      paramLabel = "FIELD=VALUE",
      description = "Changes a field of the configuration; may be repeated.")
  private List<String> assignments = List.of();

  @Option(
      names = "--extractor",
      paramLabel = "WEIGHTS",
      description = {
        "Instead of a stage: the weights of the Inception-v3 of 2015-12-05, as a state dict",
        "(pt_inception-2015-12-05-6726825d.pth) or a frozen graph (classify_image_graph_def.pb)."
      })
  private Optional<String> extractor = Optional.empty();

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FILE.pt",
      description = "The file to write.")
  private String output;

  @Spec private CommandSpec command;

  public ExportCommand(Work<ExportRequest> work) {
    this.work = work;
  }

  @Override
  public Integer call() throws Exception {
    PrintWriter writer = command.commandLine().getOut();
    return work.perform(request(), writer).code();
  }

  private ExportRequest request() {
    boolean namesStage =
        configuration.isPresent()
            || stage.isPresent()
            || models.isPresent()
            || !assignments.isEmpty();
    if (extractor.isPresent()) {
      if (namesStage) {
        throw refused("--extractor: expected without CONFIG, --stage, --models and --set");
      }
      return new ExportRequest.OfExtractor(extractor.get(), output);
    }
    if (configuration.isEmpty() || stage.isEmpty()) {
      throw refused("expected CONFIG and --stage, or --extractor");
    }
    return new ExportRequest.OfStage(
        ConfigurationOptions.request(command, configuration.get(), models, assignments),
        stage.get(),
        output);
  }

  private ParameterException refused(String problem) {
    return new ParameterException(command.commandLine(), problem);
  }
}
