package io.upstack.runners.commands;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command that writes a configuration from flags and checkpoints. */
@Command(
    name = "configure",
    sortOptions = false,
    sortSynopsis = false,
    header = "Write a configuration from guided-diffusion's flags and from checkpoints.",
    description = {
      "",
      "Reads the flags of classifier_sample.py, image_sample.py and super_res_sample.py as people"
          + " have them, and fills in what the shapes of the checkpoints show. Comments mark what"
          + " neither of them shows, and name each flag that was not used. Nothing is executed."
          + " The exit status is 2 if flags contradict one another or a checkpoint.",
      ""
    })
public final class ConfigureCommand implements Subcommand {
  private final Work<ConfigureRequest> work;

  @Option(
      names = "--flags",
      paramLabel = "FLAGS",
      description = {
        "Flags, such as MODEL_FLAGS, CLASSIFIER_FLAGS and SAMPLE_FLAGS; may be repeated. Those",
        "with large_size, small_size or base_samples are the upsampler's, others the base stage's."
      })
  private List<String> flags = List.of();

  @Option(
      names = "--script",
      paramLabel = "FILE",
      description = "A shell script that calls the sample scripts, with its variables.")
  private Optional<String> script = Optional.empty();

  @Option(
      names = "--model",
      paramLabel = "CHECKPOINT",
      description = "The checkpoint of the base model: a file or a gs:// path.")
  private Optional<String> model = Optional.empty();

  @Option(
      names = "--classifier",
      paramLabel = "CHECKPOINT",
      description = "The checkpoint of the classifier that guides the base model.")
  private Optional<String> classifier = Optional.empty();

  @Option(
      names = "--upsampler",
      paramLabel = "CHECKPOINT",
      description = "The checkpoint of the super-resolution model.")
  private Optional<String> upsampler = Optional.empty();

  @Option(
      names = "--extractor",
      paramLabel = "WEIGHTS",
      description = "The feature extractor of the evaluation.")
  private Optional<String> extractor = Optional.empty();

  @Option(
      names = "--reference",
      paramLabel = "REFERENCE",
      description = "The reference batch of the evaluation.")
  private Optional<String> reference = Optional.empty();

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "The file to write, which may not exist. Default: standard output.")
  private Optional<String> output = Optional.empty();

  @Spec private CommandSpec command;

  public ConfigureCommand(Work<ConfigureRequest> work) {
    this.work = work;
  }

  @Override
  public Integer call() throws Exception {
    PrintWriter writer = command.commandLine().getOut();
    boolean hasCheckpoint = model.isPresent() || classifier.isPresent() || upsampler.isPresent();
    if (flags.isEmpty() && script.isEmpty() && !hasCheckpoint) {
      throw new ParameterException(
          command.commandLine(),
          "expected --flags, --script, --model, --classifier or --upsampler");
    }
    return work.perform(
            new ConfigureRequest(
                flags, script, model, classifier, upsampler, extractor, reference, output),
            writer)
        .code();
  }
}
