package io.upstack.runners.run;

import io.upstack.proto.RunConfiguration;
import io.upstack.proto.RunRecord;
import io.upstack.proto.WorkOrder;
import io.upstack.proto.WorkStage;
import io.upstack.runners.commands.ConfigurationRequest;
import io.upstack.runners.commands.RunnerChoice;
import io.upstack.stages.configuration.Purpose;
import io.upstack.stages.configuration.ResolvedConfiguration;
import io.upstack.stages.devices.VisibleDevices;
import io.upstack.stages.plan.RunRecords;
import io.upstack.stages.problems.Problems;
import io.upstack.stages.store.Buckets;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import io.upstack.stages.store.StoreFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Looks at everything that a run needs before any work starts, and tells all that is wrong at once.
 */
final class Preparation {
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

  /** For shards that are made in this process. */
  static Preparation of(Purpose purpose) {
    return new Preparation(
        purpose, UnaryOperator.identity(), Optional.empty(), new RunnerChoice.Embedded());
  }

  /** The same for shards that are made elsewhere. */
  Preparation on(RunnerChoice choice) {
    return new Preparation(purpose, adaptation, input, choice);
  }

  /** The same for a configuration that is changed once it is read. */
  Preparation adapting(UnaryOperator<RunConfiguration> change) {
    return new Preparation(purpose, change, input, runner);
  }

  /** The same for samples that are made from another file too. */
  Preparation reading(CommandLineInput file) {
    return new Preparation(purpose, adaptation, Optional.of(file), runner);
  }

  /**
   * Reads and checks. The output's record is written where it is new or has grown.
   *
   * @throws io.upstack.stages.problems.InvalidInputException naming every problem
   */
  PreparedRun prepare(ConfigurationRequest request, String output) throws IOException {
    Problems problems = new Problems();
    ResolvedConfiguration asked = ConfigurationChecks.load(request, purpose, adaptation, problems);
    input.ifPresent(file -> file.check(asked, problems));
    Optional<EvaluationInputs> evaluation =
        purpose == Purpose.RUN ? EvaluationInputs.check(asked, problems) : Optional.empty();
    Optional<ObjectStore> store = openOutput("--output", output, problems);
    checkReferenceCache(asked, problems);
    checkDevice(asked.configuration().getExecution().getDevice(), problems);
    problems.throwIfAny(request.file().toString());

    ObjectStore opened = store.orElseThrow();
    Optional<RunRecord> existing = existing(opened);
    ResolvedConfiguration configuration =
        new MicroBatches(runner)
            .settled(asked, existing, given -> order(given, output, evaluation));
    RunRecord record = record(configuration);
    existing.ifPresent(
        before ->
            RunRecords.check(before, record)
                .throwIfAny("%s, which holds another run".formatted(opened.root())));
    if (existing.isEmpty()) {
      begin(opened, record);
    } else if (!existing.get().equals(record)) {
      StoreFormat.writeMessage(opened, RunRecords.OBJECT, record);
    }
    return new PreparedRun(
        configuration,
        record,
        order(configuration, output, evaluation),
        evaluation.map(EvaluationInputs::reference),
        opened);
  }

  private RunRecord record(ResolvedConfiguration configuration) throws IOException {
    RunRecord.Builder record = Circumstances.record(configuration).toBuilder();
    if (input.isPresent()) {
      input.get().addTo(record);
    }
    return record.build();
  }

  private static Optional<RunRecord> existing(ObjectStore store) throws IOException {
    if (store.find(RunRecords.OBJECT).isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        StoreFormat.readMessage(store, RunRecords.OBJECT, RunRecord.newBuilder()).build());
  }

  /** Of two runs that begin at once in one output, the record of one stands. */
  private static void begin(ObjectStore store, RunRecord record) throws IOException {
    store.create(RunRecords.OBJECT, StoreFormat.textProto(record));
    RunRecord standing = existing(store).orElseThrow();
    if (!standing.equals(record)) {
      Problems problems = RunRecords.check(standing, record);
      problems.add("--output", "another run has begun in it at the same time");
      problems.throwIfAny("%s, which holds another run".formatted(store.root()));
    }
  }

  /**
   * Whether this machine has it, if it is to compute; names of no device are the validator's to
   * tell. Workers elsewhere are looked at before their first shard.
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
      store.get().close();
    }
  }

  private static Optional<ObjectStore> openOutput(String field, String output, Problems problems) {
    try {
      ObjectStore store = ObjectStores.open(output);
      ObjectStores.checkWritable(store);
      return Optional.of(store);
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
