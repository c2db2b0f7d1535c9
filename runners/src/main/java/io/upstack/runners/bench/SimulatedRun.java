package io.upstack.runners.bench;

import io.upstack.proto.Evaluation;
import io.upstack.proto.Execution;
import io.upstack.proto.FeatureOrder;
import io.upstack.proto.Generation;
import io.upstack.proto.RunConfiguration;
import io.upstack.proto.RunRecord;
import io.upstack.proto.Shard;
import io.upstack.proto.WorkOrder;
import io.upstack.proto.WorkStage;
import io.upstack.runners.commands.BenchClusterRequest;
import io.upstack.runners.run.BenchRun;
import io.upstack.runners.run.PreparedRun;
import io.upstack.runners.shards.ClusterJobRunner;
import io.upstack.stages.arrays.NamedArray;
import io.upstack.stages.arrays.NpzWriter;
import io.upstack.stages.configuration.EffectiveGeneration;
import io.upstack.stages.configuration.ResolvedConfiguration;
import io.upstack.stages.evaluate.ReferenceBatch;
import io.upstack.stages.images.UndecodableImages;
import io.upstack.stages.plan.RunOutput;
import io.upstack.stages.plan.RunRecords;
import io.upstack.stages.problems.InvalidInputException;
import io.upstack.stages.programs.TorchEngine;
import io.upstack.stages.shards.ShardLayout;
import io.upstack.stages.simulation.Maker;
import io.upstack.stages.simulation.SimulatedObjects;
import io.upstack.stages.stack.WorkerCheck.Shared;
import io.upstack.stages.store.Buckets;
import io.upstack.stages.store.ClosedTogether;
import io.upstack.stages.store.InputFile;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import io.upstack.stages.store.StoreFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A run on a cluster whose base stage lets time pass and whose features are random. Everything else
 * is as in any run: the pipeline, the checks, the objects, the metrics and the report.
 */
final class SimulatedRun implements AutoCloseable {
  private static final double NANOS_OF_SECOND = 1e9;
  private static final int REFERENCE_IMAGES = 1000;
  private static final int WIDTH = 8;
  private static final int CLASSES = 10;

  private final BenchClusterRequest request;
  private final PreparedRun run;

  private SimulatedRun(BenchClusterRequest request, PreparedRun run) {
    this.request = request;
    this.run = run;
  }

  /**
   * The durations of the parts of a run.
   *
   * @param planned seconds from the start until the cluster had the job
   * @param worked seconds from then until this process knew that the job had ended
   * @param evaluated seconds from the last features to the report, which are a part of these
   */
  record Times(double planned, double worked, double evaluated) {}

  static SimulatedRun prepare(BenchClusterRequest request, String output) throws IOException {
    try (ClosedTogether opening = new ClosedTogether()) {
      ObjectStore store = opening.add(ObjectStores.open(output));
      if (!store.list("").isEmpty()) {
        throw InvalidInputException.of(
            "the command line", "--output=" + output, "expected an empty directory, or a new one");
      }
      PreparedRun run = run(request, output, store);
      opening.release();
      return new SimulatedRun(request, run);
    }
  }

  /** Begins a run in an empty output, and puts its reference and its extractor there too. */
  private static PreparedRun run(BenchClusterRequest request, String output, ObjectStore store)
      throws IOException {
    String root = output.contains("://") ? output : Path.of(output).toAbsolutePath().toString();
    RunConfiguration configuration = configuration(request, root);
    RunRecord record =
        RunRecord.newBuilder()
            .setFormat(RunRecord.getDefaultInstance().getFormat())
            .setGeneration(EffectiveGeneration.of(configuration.getGeneration()))
            .setShardSize(request.shardSize())
            .setBatchSize(1)
            .setIntraOpThreads(1)
            .setDevice("cpu")
            .setEngine(TorchEngine.description())
            .build();
    new RunOutput(store).put(Optional.empty(), record);
    StoreFormat.writeUtf8(store, "extractor.txt", "The features of a simulated run are random.\n");
    store.create("reference.npz", stream -> NpzWriter.write(stream, List.of(images())));
    ReferenceBatch reference =
        ReferenceBatch.open(
            configuration.getEvaluation().getReference(), UndecodableImages.REFUSED);
    WorkOrder order =
        WorkOrder.newBuilder()
            .setConfiguration(configuration)
            .setDirectory(Path.of("").toAbsolutePath().toString())
            .setOutput(output)
            .addStages(WorkStage.BASE)
            .addStages(WorkStage.FEATURES)
            .setIntraOpThreads(1)
            .setFeatures(features(configuration.getEvaluation(), reference))
            .setStorage(Buckets.description())
            .setOrigin(RunRecords.origin(record).digest())
            .setSimulation(request.work())
            .build();
    return new PreparedRun(
        new ResolvedConfiguration(configuration, Path.of("")),
        record,
        order,
        Optional.of(reference),
        store);
  }

  private static RunConfiguration configuration(BenchClusterRequest request, String root) {
    RunConfiguration.Builder configuration =
        RunConfiguration.newBuilder()
            .setGeneration(Generation.newBuilder().setNumSamples(request.samples()))
            .setEvaluation(
                Evaluation.newBuilder()
                    .setExtractor(root + "/extractor.txt")
                    .setReference(root + "/reference.npz"))
            .setExecution(Execution.newBuilder().setDevice("cpu").setBatchSize(1));
    configuration
        .getGenerationBuilder()
        .getBaseBuilder()
        .getModelBuilder()
        .setImageSize(SimulatedObjects.EDGE);
    return configuration.build();
  }

  private static NamedArray images() {
    byte[] pixels = new byte[REFERENCE_IMAGES * SimulatedObjects.EDGE * SimulatedObjects.EDGE * 3];
    new Random(0).nextBytes(pixels);
    return NamedArray.ofBytes(
        ShardLayout.IMAGES,
        List.of(
            (long) REFERENCE_IMAGES,
            (long) SimulatedObjects.EDGE,
            (long) SimulatedObjects.EDGE,
            3L),
        pixels);
  }

  private static FeatureOrder features(Evaluation evaluation, ReferenceBatch reference)
      throws IOException {
    return FeatureOrder.newBuilder()
        .setExtractorSha256(InputFile.of(evaluation.getExtractor()).sha256())
        .setImages(reference.images().location())
        .setImagesSha256(reference.images().sha256())
        .setPool(WIDTH)
        .setSpatial(WIDTH)
        .setLogits(CLASSES)
        .setHeight(SimulatedObjects.EDGE)
        .setWidth(SimulatedObjects.EDGE)
        .build();
  }

  int shards() {
    return run.shards().size();
  }

  /**
   * Has the cluster run the whole pipeline.
   *
   * @param start the start of the planning, by {@link System#nanoTime}
   */
  Times execute(long start) throws IOException {
    AtomicLong taken = new AtomicLong();
    try (ClusterJobRunner runner =
        new ClusterJobRunner(
            request.cluster(),
            Shared.ofRun(run.order(), run.record()),
            job -> taken.set(System.nanoTime()))) {
      BenchRun.execute(run, runner);
    }
    long end = System.nanoTime();
    return new Times(
        (taken.get() - start) / NANOS_OF_SECOND,
        (end - taken.get()) / NANOS_OF_SECOND,
        Duration.between(last("features/"), last("report/")).toNanos() / NANOS_OF_SECOND);
  }

  /** Returns when the last object was written whose name begins like this. */
  private Instant last(String prefix) throws IOException {
    return Collections.max(run.store().times(prefix).values());
  }

  /** Returns how many shards each slot has made. */
  Map<Maker, Integer> shardsByMaker() throws IOException {
    Map<Maker, Integer> made = new HashMap<>();
    for (Shard shard : run.shards()) {
      made.merge(
          SimulatedObjects.maker(run.store(), run.layout(WorkStage.BASE), shard), 1, Integer::sum);
    }
    return made;
  }

  @Override
  public void close() throws IOException {
    run.close();
  }
}
