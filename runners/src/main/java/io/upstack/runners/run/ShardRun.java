package io.upstack.runners.run;

import io.upstack.pipelines.RunPipeline;
import io.upstack.pipelines.SamplingPipeline;
import io.upstack.pipelines.transforms.Barrier;
import io.upstack.pipelines.transforms.StageOfShards;
import io.upstack.pipelines.transforms.WriteReport;
import io.upstack.proto.Shard;
import io.upstack.proto.ShardResult;
import io.upstack.proto.WorkOrder;
import io.upstack.proto.WorkStage;
import io.upstack.runners.commands.ExitStatus;
import io.upstack.runners.commands.RunnerChoice;
import io.upstack.runners.progress.StageGoal;
import io.upstack.runners.remote.JobGoals;
import io.upstack.runners.remote.RemoteFlink;
import io.upstack.runners.shards.ApplicationJobRunner;
import io.upstack.runners.shards.ClusterJobRunner;
import io.upstack.runners.shards.EmbeddedJobRunner;
import io.upstack.runners.shards.JobRunner;
import io.upstack.runners.shards.JobRunner.Completion;
import io.upstack.runners.shards.PipelineJob;
import io.upstack.runners.shards.PipelineJob.Placement;
import io.upstack.stages.measure.MeasurementPlan;
import io.upstack.stages.measure.UnitFamily;
import io.upstack.stages.plan.RunOutput;
import io.upstack.stages.run.RunPlan;
import io.upstack.stages.run.RunReport;
import io.upstack.stages.shards.FinishedShards;
import io.upstack.stages.shards.ShardAttempts;
import io.upstack.stages.shards.ShardLayout;
import io.upstack.stages.stack.WorkerCheck.Shared;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import io.upstack.stages.store.PassingObjects;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.values.PCollection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes what is missing of a run, with one pipeline. */
final class ShardRun {
  private static final Logger logger = LoggerFactory.getLogger(ShardRun.class);
  private static final String RUN = "run";
  private static final String SAMPLES = "samples";

  private final PreparedRun run;
  private final RunPlan plan;
  private final JobRunner runner;

  ShardRun(PreparedRun run, JobRunner runner) throws IOException {
    this.run = run;
    this.plan = run.plan();
    this.runner = runner;
  }

  /** Starts slow preparations for a cluster in the background, while the run itself is prepared. */
  static void getReady(RunnerChoice choice) {
    if (choice instanceof RunnerChoice.Flink) {
      RemoteFlink.getReady();
    }
  }

  /** Returns the place where the pipeline of a run will run. */
  static JobRunner runner(PreparedRun run, RunnerChoice choice) {
    if (choice instanceof RunnerChoice.Flink flink) {
      return new ClusterJobRunner(flink, Shared.ofRun(run.order(), run.record()));
    }
    if (choice instanceof RunnerChoice.Application application) {
      return new ApplicationJobRunner(application, Shared.ofRun(run.order(), run.record()));
    }
    return new EmbeddedJobRunner(Slots.of(run.configuration().configuration().getExecution()));
  }

  /** What a command does after its pipeline has come to its end. */
  interface Sequel {
    void follow() throws Exception;
  }

  /**
   * Runs the pipeline and then does the sequel, unless a cluster continues without this process.
   */
  static ExitStatus perform(PreparedRun run, RunnerChoice choice, PrintWriter output, Sequel sequel)
      throws Exception {
    try (JobRunner runner = runner(run, choice)) {
      if (new ShardRun(run, runner).execute() instanceof Completion.Submitted submitted) {
        output.printf("job: %s%n", submitted.jobId());
      } else {
        RunOutput made = new RunOutput(run.store());
        made.checkIsOf(run.record());
        sequel.follow();
        made.checkIsOf(run.record());
      }
      return ExitStatus.DONE;
    }
  }

  /** Runs the pipeline of a run: with metrics and a report if it is evaluated. */
  Completion execute() throws IOException {
    Completion completion = plan.isEvaluated() ? evaluated() : sampled();
    if (completion instanceof Completion.Done) {
      // This also removes the marks of jobs that were lost.
      ShardAttempts.forgetAll(run.store());
      // Earlier versions gave the answers about a batch size names with this prefix.
      PassingObjects.removeOld(run.store(), "batch-size-", Clock.systemUTC());
    }
    return completion;
  }

  private Completion evaluated() throws IOException {
    while (true) {
      Missing samples = missing(plan.work(), plan.shards());
      Missing reference = missing(plan.order().getReference(), plan.referenceShards());
      if (samples.pending().isEmpty()
          && reference.pending().isEmpty()
          && new RunReport(plan).isWritten()) {
        logger.info("everything is there, and the report was made from it");
        return new Completion.Done();
      }
      List<JobGoals.Stage> goals = new ArrayList<>(reference.goals());
      goals.addAll(samples.goals());
      goals.add(JobGoals.Stage.ofUnits(UnitFamily.STAGE, MeasurementPlan.of(plan.work()).units()));
      goals.add(JobGoals.Stage.ofUnits(WriteReport.STAGE, 1));
      Completion completion =
          runner.run(
              job(
                  RUN,
                  List.of(SAMPLES),
                  (pipeline, placement) ->
                      RunPipeline.assemble(
                          pipeline,
                          samples.pending(),
                          reference.pending(),
                          placement.place(plan.order()),
                          placement.terms()),
                  goals));
      if (!(completion instanceof Completion.Followed)) {
        return completion;
      }
    }
  }

  private Completion sampled() throws IOException {
    while (true) {
      Missing samples = missing(plan.work(), plan.shards());
      if (samples.pending().isEmpty()) {
        return new Completion.Done();
      }
      Completion completion =
          runner.run(
              job(
                  SAMPLES,
                  List.of(RUN),
                  (pipeline, placement) -> addSamples(pipeline, placement, samples.pending()),
                  samples.goals()));
      if (!(completion instanceof Completion.Followed)) {
        return completion;
      }
    }
  }

  /** Makes samples, and their features if the run is evaluated, and nothing else. */
  void executeSamples() throws IOException {
    Missing samples = missing(plan.work(), plan.shards());
    runner.run(
        job(
            SAMPLES,
            List.of(),
            (pipeline, placement) -> addSamples(pipeline, placement, samples.pending()),
            samples.goals()));
  }

  private void addSamples(Pipeline pipeline, Placement placement, List<Shard> pending) {
    WorkOrder order = placement.place(plan.work());
    PCollection<ShardResult> samples =
        SamplingPipeline.assemble(pipeline, pending, order, placement.terms());
    if (plan.isEvaluated()) {
      samples =
          samples.apply("features", StageOfShards.of(WorkStage.FEATURES, order, placement.terms()));
    }
    samples.apply("samples complete", Barrier.of(SAMPLES, placement.terms()));
  }

  private PipelineJob job(
      String name,
      List<String> follows,
      PipelineJob.Assembly assembly,
      List<JobGoals.Stage> goals) {
    Set<String> stores = new LinkedHashSet<>();
    stores.add(plan.work().getOutput());
    if (plan.isEvaluated()) {
      stores.add(plan.order().getReference().getOutput());
    }
    return new PipelineJob(
        name,
        follows,
        plan.work().getOutput(),
        List.copyOf(stores),
        assembly,
        new JobGoals(goals),
        PipelineJob.Waiting.IF_ATTACHED);
  }

  /**
   * The missing shards of an order, which are found with one listing for each stage.
   *
   * @param pending the shards that not all stages have finished
   */
  private record Missing(List<Shard> pending, List<JobGoals.Stage> goals) {}

  private Missing missing(WorkOrder order, List<Shard> shards) throws IOException {
    Map<ShardLayout, List<Shard>> finished = finished(order, shards);
    List<Shard> pending = pending(shards, finished.values());
    List<JobGoals.Stage> goals = new ArrayList<>();
    for (Map.Entry<ShardLayout, List<Shard>> stage : finished.entrySet()) {
      long total = samples(shards);
      goals.add(
          new JobGoals.Stage(
              stage.getKey().stage(),
              StageGoal.SAMPLES,
              shards.size(),
              pending.size(),
              total,
              samples(pending),
              total - samples(stage.getValue())));
    }
    return new Missing(pending, goals);
  }

  /** Returns the shards that not all stages have finished, in their order. */
  static List<Shard> pending(List<Shard> shards, Collection<List<Shard>> finished) {
    Set<Shard> complete = new HashSet<>(shards);
    finished.forEach(stage -> complete.retainAll(new HashSet<>(stage)));
    return shards.stream().filter(shard -> !complete.contains(shard)).toList();
  }

  private Map<ShardLayout, List<Shard>> finished(WorkOrder order, List<Shard> shards)
      throws IOException {
    Map<ShardLayout, List<Shard>> finished = new LinkedHashMap<>();
    try (ObjectStore store = ObjectStores.open(order.getOutput())) {
      for (WorkStage stage : order.getStagesList()) {
        ShardLayout layout = RunPlan.layout(order, stage);
        finished.put(
            layout,
            stage == WorkStage.REFERENCE_FEATURES
                ? FinishedShards.of(shards, layout, store)
                : FinishedShards.of(shards, layout, store, run.origin()));
      }
    }
    return finished;
  }

  private static long samples(List<Shard> shards) {
    return shards.stream().mapToLong(Shard::getSamples).sum();
  }
}
