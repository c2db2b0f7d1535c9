package io.upstack.runners.run;

import io.upstack.proto.Generation;
import io.upstack.proto.RunConfiguration;
import io.upstack.proto.RunRecord;
import io.upstack.proto.WorkOrder;
import io.upstack.proto.WorkStage;
import io.upstack.runners.commands.ConfigurationRequest;
import io.upstack.runners.commands.RunnerChoice;
import io.upstack.stages.configuration.Purpose;
import io.upstack.stages.configuration.ResolvedConfiguration;
import io.upstack.stages.devices.VisibleDevices;
import io.upstack.stages.plan.RunOutput;
import io.upstack.stages.plan.RunRecords;
import io.upstack.stages.problems.Problems;
import io.upstack.stages.shards.ShardAttempts;
import io.upstack.stages.shards.ShardLayout;
import io.upstack.stages.stack.StackLayouts;
import io.upstack.stages.store.Buckets;
import io.upstack.stages.store.ClosedTogether;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Checks everything that a run needs before any work starts, and reports all problems at once. */
final class Preparation {
  private static final String OUTPUT = "--output";

  private final Purpose purpose;
  private final UnaryOperator<RunConfiguration> adaptation;
  private final Optional<CommandLineInput> input;
  private final RunnerChoice runner;

  private Preparation(
      Purpose purpose,
      UnaryOperator<RunConfiguration> adaptation,
      Optional<CommandLineInput> input,
      RunnerChoice runner) {
    this.purpose = purpose;
    this.adaptation = adaptation;
    this.input = input;
    this.runner = runner;
  }

  /** Returns a preparation for a pipeline that runs in this process. */
  static Preparation of(Purpose purpose) {
    return new Preparation(
        purpose, UnaryOperator.identity(), Optional.empty(), new RunnerChoice.Embedded());
  }

  /** Returns this preparation for a pipeline that runs elsewhere. */
  Preparation on(RunnerChoice choice) {
    return new Preparation(purpose, adaptation, input, choice);
  }

  /** Returns this preparation for a configuration that is changed after it is read. */
  Preparation adapting(UnaryOperator<RunConfiguration> change) {
    return new Preparation(purpose, change, input, runner);
  }

  /** Returns this preparation for samples that are also made from another file. */
  Preparation reading(CommandLineInput file) {
    return new Preparation(purpose, adaptation, Optional.of(file), runner);
  }

  /**
   * Reads and checks the inputs. It writes the output's record if the output is new or has grown.
   *
   * @throws io.upstack.stages.problems.InvalidInputException naming every problem
   */
  PreparedRun prepare(ConfigurationRequest request, String output) throws IOException {
    Problems problems = new Problems();
    ResolvedConfiguration asked = ConfigurationChecks.load(request, purpose, adaptation, problems);
    input.ifPresent(file -> file.check(asked, problems));
    Optional<EvaluationInputs> evaluation =
        purpose == Purpose.RUN ? EvaluationInputs.check(asked, problems) : Optional.empty();
    try (ClosedTogether opening = new ClosedTogether()) {
      Optional<ObjectStore> store = openOutput(OUTPUT, output, problems);
      store.ifPresent(opening::add);
      Optional<RunOutput> run = store.map(RunOutput::new);
      Optional<RunOutput.Standing> found =
          run.isPresent() ? run.get().find(OUTPUT, problems) : Optional.empty();
      checkReferenceCache(asked, problems);
      checkDevice(asked.configuration().getExecution().getDevice(), problems);
      problems.throwIfAny(request.file().toString());

      Recorded recorded = record(run.orElseThrow(), asked, found, output, evaluation);
      ResolvedConfiguration configuration = recorded.configuration();
      RunRecord record = recorded.record();
      PreparedRun prepared =
          new PreparedRun(
              configuration,
              record,
              pinned(order(configuration, output, evaluation), record),
              evaluation.map(EvaluationInputs::reference),
              store.orElseThrow());
      opening.release();
      return prepared;
    }
  }

  private record Recorded(ResolvedConfiguration configuration, RunRecord record) {}

  /**
   * Puts the record into the output. If two commands do so at once, one succeeds. The other reads
   * the record again and decides again whether it may continue with it. It does not make the run
   * smaller, because the other command has just asked for more.
   */
  private Recorded record(
      RunOutput output,
      ResolvedConfiguration asked,
      Optional<RunOutput.Standing> found,
      String location,
      Optional<EvaluationInputs> evaluation)
      throws IOException {
    Optional<RunOutput.Standing> standing = found;
    while (true) {
      ResolvedConfiguration configuration =
          new MicroBatches(runner)
              .settled(
                  asked,
                  standing.map(RunOutput.Standing::record),
                  given -> order(given, location, evaluation));
      RunRecord record = record(configuration);
      Problems problems = new Problems();
      if (standing.isPresent()) {
        RunRecord before = standing.get().record();
        problems.addAll(RunRecords.check(before, record));
        output.checkShrinking(before, record, layouts(configuration, evaluation), problems);
        if (found.isEmpty() && !problems.isEmpty()) {
          problems.add(OUTPUT, "another run has begun in it at the same time");
        }
        if (problems.isEmpty() && !standing.equals(found)) {
          RunRecords.checkGrowth(before, record, problems);
        }
      }
      problems.throwIfAny("%s, which holds another run".formatted(location));
      output.checkSpace(OUTPUT, record, layouts(configuration, evaluation), problems);
      problems.throwIfAny(location);
      if (output.put(standing, record)) {
        return new Recorded(configuration, record);
      }
      standing = output.find(OUTPUT, problems);
      problems.throwIfAny(location);
    }
  }

  private List<ShardLayout> layouts(
      ResolvedConfiguration configuration, Optional<EvaluationInputs> evaluation) {
    Generation generation = configuration.configuration().getGeneration();
    List<ShardLayout> layouts = new ArrayList<>();
    layouts.add(StackLayouts.base(generation));
    layouts.add(StackLayouts.samples(generation));
    evaluation.ifPresent(inputs -> layouts.add(StackLayouts.features(inputs.order())));
    return layouts;
  }

  private RunRecord record(ResolvedConfiguration configuration) throws IOException {
    RunRecord.Builder record = Circumstances.record(configuration).toBuilder();
    if (input.isPresent()) {
      input.get().addTo(record);
    }
    return record.build();
  }

  /**
   * Checks that this machine has the device, if it is the one to compute. The validator reports
   * names that no device can have. Workers elsewhere are checked before their first shard.
   */
  private void checkDevice(String device, Problems problems) {
    if (!(runner instanceof RunnerChoice.Embedded) || !device.matches("cuda(:[0-9]{1,3})?")) {
      return;
    }
    try {
      VisibleDevices.named(device);
    } catch (IllegalArgumentException e) {
      problems.add("execution.device", e.getMessage());
    }
  }

  private void checkReferenceCache(ResolvedConfiguration configuration, Problems problems)
      throws IOException {
    String cache = configuration.configuration().getEvaluation().getReferenceCache();
    if (purpose != Purpose.RUN || cache.isEmpty()) {
      return;
    }
    String location = configuration.locate(cache);
    Optional<ObjectStore> store = openOutput("evaluation.reference_cache", location, problems);
    if (store.isPresent()) {
      try (ObjectStore opened = store.get()) {
        // Other runs may be using the cache, so no command knows when all work on it is done.
        ShardAttempts.forgetOld(opened, Clock.systemUTC());
      }
    }
  }

  private static Optional<ObjectStore> openOutput(String field, String output, Problems problems) {
    try {
      return Optional.of(ObjectStores.openWritable(output));
    } catch (IOException | IllegalArgumentException e) {
      problems.add(field, e.getMessage());
      return Optional.empty();
    }
  }

  private WorkOrder order(
      ResolvedConfiguration configuration, String output, Optional<EvaluationInputs> evaluation) {
    WorkOrder.Builder order =
        WorkOrder.newBuilder()
            .setConfiguration(configuration.configuration())
            .setDirectory(configuration.directory().toString())
            .setOutput(output)
            .addAllStages(stages(configuration.configuration()))
            .setIntraOpThreads(configuration.configuration().getExecution().getIntraOpThreads())
            .setStorage(Buckets.description());
    evaluation.ifPresent(inputs -> order.setFeatures(inputs.order()));
    return order.build();
  }

  /** Returns the order with what the record says about its objects, its files and its features. */
  private static WorkOrder pinned(WorkOrder order, RunRecord record) {
    WorkOrder.Builder pinned =
        order.toBuilder()
            .setOrigin(RunRecords.origin(record).digest())
            .addAllFingerprints(record.getFingerprintsList());
    if (!order.getConfiguration().getEvaluation().getReferenceCache().isEmpty()) {
      pinned
          .getFeaturesBuilder()
          .setCircumstances(
              StackLayouts.circumstances(
                  record.getEngine(),
                  record.getDevice(),
                  record.getBatchSize(),
                  record.getIntraOpThreads()));
    }
    return pinned.build();
  }

  private List<WorkStage> stages(RunConfiguration configuration) {
    List<WorkStage> stages = new ArrayList<>();
    if (purpose != Purpose.UPSAMPLE) {
      stages.add(WorkStage.BASE);
    }
    if (configuration.getGeneration().hasUpsampler()) {
      stages.add(WorkStage.UPSAMPLE);
    }
    if (purpose == Purpose.RUN) {
      stages.add(WorkStage.FEATURES);
    }
    return stages;
  }
}
