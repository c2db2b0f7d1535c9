package io.upstack.runners.run;

import io.upstack.proto.StageWork;
import io.upstack.runners.commands.ConfigurationRequest;
import io.upstack.runners.commands.RunnerChoice;
import io.upstack.runners.shards.JobRunner;
import io.upstack.stages.configuration.ConfigurationFile;
import io.upstack.stages.configuration.Purpose;
import io.upstack.stages.configuration.ResolvedConfiguration;
import io.upstack.stages.shards.Journal;
import java.io.IOException;
import java.util.List;

/** A run that is timed. */
public final class BenchRun implements AutoCloseable {
  private final PreparedRun run;

  private BenchRun(PreparedRun run) {
    this.run = run;
  }

  /**
   * The results of a timed run.
   *
   * @param wallSeconds the seconds from the start of Flink to the end of the last shard
   * @param stages the totals over all shards
   */
  public record Outcome(long samples, double wallSeconds, List<StageWork> stages) {}

  /** Prepares a run. It extracts features if the configuration has an evaluation. */
  public static BenchRun prepare(ConfigurationRequest request, String output) throws IOException {
    Purpose purpose =
        ConfigurationFile.load(request.file(), request.overrides()).hasEvaluation()
            ? Purpose.RUN
            : Purpose.GENERATE;
    return new BenchRun(Preparation.of(purpose).prepare(request, output));
  }

  /**
   * Makes what is missing of a run, with one pipeline, as {@code upstack run} does.
   *
   * @param runner the place where the pipeline runs
   */
  public static void execute(PreparedRun run, JobRunner runner) throws IOException {
    new ShardRun(run, runner).execute();
  }

  public ResolvedConfiguration configuration() {
    return run.configuration();
  }

  public Outcome execute() throws IOException {
    long start = System.nanoTime();
    try (JobRunner runner = ShardRun.runner(run, new RunnerChoice.Embedded())) {
      new ShardRun(run, runner).executeSamples();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Outcome(
        run.record().getGeneration().getNumSamples(),
        seconds,
        List.copyOf(Journal.totals(run.store(), run.layout(run.order().getStages(0))).values()));
  }

  @Override
  public void close() throws IOException {
    run.close();
  }
}
