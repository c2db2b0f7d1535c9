package io.upstack.runners.watch;

import com.google.common.base.Throwables;
import io.upstack.proto.Fingerprint;
import io.upstack.proto.HistoryResult;
import io.upstack.runners.commands.ConfigurationRequest;
import io.upstack.runners.commands.RunRequest;
import io.upstack.runners.commands.RunnerChoice;
import io.upstack.runners.jobs.FailureCause;
import io.upstack.runners.run.RunWork;
import io.upstack.runners.run.SeriesOfRuns;
import io.upstack.stages.checkpoints.CheckpointFile;
import io.upstack.stages.checkpoints.MalformedCheckpointException;
import io.upstack.stages.checkpoints.StateDict;
import io.upstack.stages.differences.RunTerms;
import io.upstack.stages.diffusion.NonFiniteSampleException;
import io.upstack.stages.formats.FileFormat;
import io.upstack.stages.history.HistoryStages;
import io.upstack.stages.problems.InvalidInputException;
import io.upstack.stages.store.Buckets;
import io.upstack.stages.store.InputFile;
import io.upstack.stages.store.ListedFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Evaluates a checkpoint as {@code upstack run} does, with its path in the configuration. */
final class CheckpointEvaluation implements Evaluation {
  private final ConfigurationRequest request;
  private final RunnerChoice runner;
  private final SeriesOfRuns series;
  private final WatchSettings settings;
  private final PrintWriter output;

  CheckpointEvaluation(
      ConfigurationRequest request,
      RunnerChoice runner,
      SeriesOfRuns series,
      WatchSettings settings,
      PrintWriter output) {
    this.request = request;
    this.runner = runner;
    this.series = series;
    this.settings = settings;
    this.output = output;
  }

  @Override
  public void begin() {
    // Within a command, an object of a bucket has to stay the same. This begins anew, because
    // checkpoints may be replaced between two evaluations.
    Buckets.begin(Buckets.description().toBuilder().clearInputs().build());
  }

  @Override
  public boolean isCut(ListedFile checkpoint) throws IOException {
    Optional<FileFormat.Kind> kind;
    try (SeekableByteChannel channel = InputFile.of(checkpoint.location()).open()) {
      kind = FileFormat.of(channel, checkpoint.name()).map(FileFormat::kind);
    }
    if (kind.isEmpty()) {
      return true;
    }
    return switch (kind.get()) {
      case EMPTY, CUT_ZIP -> true;
      // These formats have no end that could be missing. They are whole if they can be opened.
      case TORCH_LEGACY, SAFETENSORS -> !canBeOpened(checkpoint);
      case TORCH, TORCH_TAR, TORCHSCRIPT, NPZ, ZIP, FOREIGN -> false;
    };
  }

  private boolean canBeOpened(ListedFile checkpoint) throws IOException {
    try (StateDict opened = StateDict.open(file(checkpoint), Optional.empty())) {
      return !opened.tensors().isEmpty();
    } catch (MalformedCheckpointException e) {
      return false;
    }
  }

  private CheckpointFile file(ListedFile checkpoint) throws IOException {
    return new CheckpointFile(
        InputFile.of(checkpoint.location()).localPath(), settings.checkpoints().part());
  }

  @Override
  public Evaluated evaluate(ListedFile checkpoint) throws Exception {
    begin();
    verify(checkpoint);
    String named =
        checkpoint.location() + settings.checkpoints().part().map(key -> "#" + key).orElse("");
    String field = HistoryStages.field(settings.stage());
    String folder =
        "checkpoints/%s-%s".formatted(checkpoint.name(), series.origin(named).substring(0, 8));
    List<String> overrides = new ArrayList<>(request.overrides());
    overrides.add(field + "=" + named);
    if (series.configuration().configuration().getEvaluation().getReferenceCache().isEmpty()) {
      overrides.add("evaluation.reference_cache=" + settings.output() + "/references");
    }
    RunRequest run =
        new RunRequest(request.withOverrides(overrides), settings.output() + "/" + folder, runner);
    try {
      RunWork.Evaluated evaluated = RunWork.evaluate(run, output).orElseThrow();
      String sha256 =
          evaluated.report().getRecord().getFingerprintsList().stream()
              .filter(print -> print.getField().equals(field))
              .map(Fingerprint::getSha256)
              .findFirst()
              .orElseThrow();
      return new Evaluated(
          HistoryResult.newBuilder()
              .setMetrics(evaluated.report().getMetrics())
              .setNumSamples(evaluated.report().getNumSamples())
              .setOutput(folder)
              .addAllWarnings(evaluated.report().getWarningsList())
              .build(),
          sha256,
          Optional.<RunTerms>of(evaluated.terms()));
    } catch (Exception failure) {
      throw broken(failure, field).<Exception>map(reason -> reason).orElse(failure);
    }
  }

  /** Reads all of a checkpoint once, so that damage is found before work starts. */
  private void verify(ListedFile checkpoint) throws IOException, BrokenCheckpointException {
    CheckpointFile file = file(checkpoint);
    try (StateDict opened = StateDict.open(file, Optional.empty())) {
      opened.verify();
    } catch (MalformedCheckpointException e) {
      throw new BrokenCheckpointException(
          e.getMessage().replace(file.path().toString(), checkpoint.location()), e);
    }
  }

  /** Returns what is wrong with the checkpoint, if the failure shows that it is the cause. */
  private static Optional<BrokenCheckpointException> broken(Exception failure, String field) {
    Throwable cause = FailureCause.of(failure);
    if (cause instanceof InvalidInputException invalid) {
      return invalid.problems().stream().allMatch(problem -> problem.startsWith(field))
          ? Optional.of(
              new BrokenCheckpointException(String.join("\n", invalid.problems()), failure))
          : Optional.empty();
    }
    return Throwables.getCausalChain(cause).stream()
            .anyMatch(
                link ->
                    link instanceof NonFiniteSampleException
                        || link instanceof MalformedCheckpointException)
        ? Optional.of(new BrokenCheckpointException(FailureCause.describe(cause), failure))
        : Optional.empty();
  }
}
