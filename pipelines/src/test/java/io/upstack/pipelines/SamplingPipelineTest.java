package io.upstack.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.djl.Device;
import io.upstack.pipelines.transforms.JobTerms;
import io.upstack.pipelines.transforms.StageOfShards;
import io.upstack.proto.FeatureOrder;
import io.upstack.proto.ObjectReference;
import io.upstack.proto.RunConfiguration;
import io.upstack.proto.Shard;
import io.upstack.proto.ShardResult;
import io.upstack.proto.WorkOrder;
import io.upstack.proto.WorkStage;
import io.upstack.stages.configuration.ConfigurationFile;
import io.upstack.stages.metrics.FeatureExtractor;
import io.upstack.stages.metrics.FeatureWidths;
import io.upstack.stages.plan.ShardPlan;
import io.upstack.stages.store.InputFile;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import io.upstack.stages.store.StoredObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.Pipeline.PipelineExecutionException;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.DistributionResult;
import org.apache.beam.sdk.metrics.MetricQueryResults;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.runners.TransformHierarchy;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped stack at two steps a stage, ten samples in shards of four. */
class SamplingPipelineTest {
  private static final Path CONFIGURATIONS = Path.of("..", "configs");
  private static final List<Shard> SHARDS = ShardPlan.of(10, 4);
  private static final Queue<ShardResult> results = new ConcurrentLinkedQueue<>();

  private static final List<String> COUNTERS =
      List.of("shards", "samples", "samplesMade", "retries", "outOfMemoryHalvings");

  @TempDir private Path output;

  @BeforeEach
  void forgetResults() {
    results.clear();
  }

  /** A pipeline that has failed leaves workers that still write where the test would clean up. */
  @AfterEach
  void waitForWorkers() {
    await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().startsWith("direct-runner-worker")));
  }

  @Test
  void shardsGoThroughAllStagesAndAreCounted() throws IOException {
    WorkOrder order = order(WorkStage.BASE, WorkStage.UPSAMPLE, WorkStage.FEATURES);
    Map<String, Long> counters = run(order);

    assertThat(results)
        .extracting(ShardResult::getShard)
        .containsExactlyInAnyOrderElementsOf(SHARDS);
    String features = "features/" + features().getExtractorSha256().substring(0, 12) + "/samples/";
    try (ObjectStore store = ObjectStores.open(output.toString())) {
      for (ShardResult result : results) {
        String file = "0000%d.npz".formatted(result.getShard().getIndex());
        assertThat(result.getObjectsList())
            .containsExactly(
                reference(store, "base/" + file),
                reference(store, "samples/" + file),
                reference(store, features + file));
      }
    }
    assertThat(counters)
        .containsOnlyKeys(
            Stream.concat(
                    Stream.of("base", "upsample", "features")
                        .flatMap(stage -> COUNTERS.stream().map(counter -> stage + " " + counter)),
                    Stream.of("base stepMicroseconds", "upsample stepMicroseconds"))
                .toList())
        .containsAllEntriesOf(
            Map.of(
                "base samples", 10L,
                "base samplesMade", 10L,
                "base shards", 3L,
                "base stepMicroseconds", 5 * 2L,
                "upsample samplesMade", 10L,
                "upsample stepMicroseconds", 5 * 2L,
                "features samplesMade", 10L,
                "features shards", 3L,
                "features retries", 0L,
                "features outOfMemoryHalvings", 0L));
  }

  @Test
  void onlyWhatIsMissingIsMade() throws IOException {
    WorkOrder base = order(WorkStage.BASE);
    run(base);
    Files.delete(output.resolve("base/00001.npz"));
    results.clear();
    assertThat(run(base))
        .containsAllEntriesOf(
            Map.of("base samples", 10L, "base shards", 3L, "base samplesMade", 4L));
    assertThat(results).hasSize(3);
    assertThat(output.resolve("base/00001.npz")).exists();
  }

  @Test
  void aShardThatCannotBeMadeFailsThePipelineByName() throws IOException {
    WorkOrder upsampling = order(WorkStage.UPSAMPLE);
    assertThatThrownBy(() -> run(upsampling))
        .isInstanceOf(PipelineExecutionException.class)
        .rootCause()
        .hasMessageMatching("no object 'base/0000[012].npz' in " + output);
    assertThatThrownBy(() -> run(upsampling))
        .cause()
        .hasMessageMatching(
            "stage upsample, shard [012] \\(samples [048] to [379]\\): no object .*");
  }

  @Test
  void baseSamplesAreRedistributedIfTheOrderSaysSo() throws IOException {
    WorkOrder fused = order(WorkStage.BASE, WorkStage.UPSAMPLE);
    WorkOrder apart = redistributed(fused, "apart");

    assertThat(transforms(fused)).containsExactly("labels", "base", "upsample");
    assertThat(transforms(apart)).containsExactly("labels", "base", "redistribute", "upsample");
    assertThat(transforms(redistributed(order(WorkStage.BASE), "apart")))
        .as("nothing comes after the base samples")
        .containsExactly("labels", "base");
    assertThat(transforms(redistributed(order(WorkStage.UPSAMPLE), "apart")))
        .as("the base samples are there")
        .containsExactly("labels", "upsample");
  }

  @Test
  void redistributedSamplesHaveTheSameBytes() throws IOException {
    WorkOrder fused = order(WorkStage.BASE, WorkStage.UPSAMPLE);
    run(fused);
    results.clear();

    run(redistributed(fused, "apart"));

    assertThat(results)
        .extracting(ShardResult::getShard)
        .containsExactlyInAnyOrderElementsOf(SHARDS);
    for (String directory : List.of("base/", "samples/")) {
      assertThat(checksums(output.resolve("apart"), directory))
          .hasSize(3)
          .isEqualTo(checksums(output, directory));
    }
  }

  private WorkOrder redistributed(WorkOrder order, String directory) {
    WorkOrder.Builder apart = order.toBuilder().setOutput(output.resolve(directory).toString());
    apart.getConfigurationBuilder().getExecutionBuilder().setRedistributeUpsampling(true);
    return apart.build();
  }

  /** Returns the names of the transforms of a pipeline, in their order. */
  private static List<String> transforms(WorkOrder order) {
    Pipeline pipeline = Pipeline.create();
    SamplingPipeline.assemble(pipeline, SHARDS, order, JobTerms.inThisProcess(List.of(0, 1)));
    List<String> names = new ArrayList<>();
    pipeline.traverseTopologically(
        new Pipeline.PipelineVisitor.Defaults() {
          @Override
          public CompositeBehavior enterCompositeTransform(TransformHierarchy.Node node) {
            if (node.isRootNode()) {
              return CompositeBehavior.ENTER_TRANSFORM;
            }
            names.add(node.getFullName());
            return CompositeBehavior.DO_NOT_ENTER_TRANSFORM;
          }
        });
    return names;
  }

  private static Map<String, Integer> checksums(Path output, String directory) throws IOException {
    try (ObjectStore store = ObjectStores.open(output.toString())) {
      return store.list(directory).stream()
          .collect(Collectors.toMap(StoredObject::name, StoredObject::crc32c));
    }
  }

  /** Counters, and of distributions how much is in them. */
  private static Map<String, Long> run(WorkOrder order) {
    DirectOptions options = PipelineOptionsFactory.create().as(DirectOptions.class);
    options.setRunner(DirectRunner.class);
    options.setTargetParallelism(2);
    Pipeline pipeline = Pipeline.create(options);
    JobTerms terms = JobTerms.inThisProcess(List.of(0, 1));
    PCollection<ShardResult> made = SamplingPipeline.assemble(pipeline, SHARDS, order, terms);
    if (order.getStagesList().contains(WorkStage.FEATURES)) {
      made = made.apply("features", StageOfShards.of(WorkStage.FEATURES, order, terms));
    }
    made.apply("collect", ParDo.of(new Collect()));
    PipelineResult result = pipeline.run();
    result.waitUntilFinish();
    MetricQueryResults metrics = result.metrics().queryMetrics(MetricsFilter.builder().build());
    Map<String, Long> counters = new HashMap<>();
    for (MetricResult<Long> counter : metrics.getCounters()) {
      counters.put(name(counter), counter.getCommitted());
    }
    for (MetricResult<DistributionResult> distribution : metrics.getDistributions()) {
      DistributionResult steps = distribution.getCommitted();
      assertThat(steps.getMin()).isPositive();
      assertThat(steps.getMean()).isBetween((double) steps.getMin(), (double) steps.getMax());
      counters.put(name(distribution), steps.getCount());
    }
    return counters;
  }

  private static String name(MetricResult<?> metric) {
    return metric.getName().getNamespace() + " " + metric.getName().getName();
  }

  private static final class Collect extends DoFn<ShardResult, Void> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element ShardResult result) {
      results.add(result);
    }
  }

  private static ObjectReference reference(ObjectStore store, String name) throws IOException {
    StoredObject object = store.find(name).orElseThrow();
    return ObjectReference.newBuilder()
        .setName(name)
        .setSize(object.size())
        .setCrc32C(object.crc32c())
        .build();
  }

  private WorkOrder order(WorkStage... stages) throws IOException {
    RunConfiguration configuration =
        ConfigurationFile.load(
            CONFIGURATIONS.resolve("fashion32.textproto"),
            List.of(
                "generation.base.diffusion.timestep_respacing=ddim2",
                "generation.upsampler.diffusion.timestep_respacing=ddim2",
                "execution.batch_size=2"));
    return WorkOrder.newBuilder()
        .setConfiguration(configuration)
        .setDirectory(CONFIGURATIONS.toString())
        .setOutput(output.toString())
        .addAllStages(List.of(stages))
        .setIntraOpThreads(1)
        .setFeatures(features())
        .build();
  }

  private static FeatureOrder features() throws IOException {
    Path file = CONFIGURATIONS.resolve("fashion32/features.pt");
    try (FeatureExtractor extractor = FeatureExtractor.load(file, Device.cpu())) {
      FeatureWidths widths = extractor.widths(32, 32);
      FeatureOrder.Builder order =
          FeatureOrder.newBuilder()
              .setExtractorSha256(InputFile.of(file.toString()).sha256())
              .setPool(widths.pool())
              .setHeight(32)
              .setWidth(32);
      widths.spatial().ifPresent(order::setSpatial);
      widths.logits().ifPresent(order::setLogits);
      return order.build();
    }
  }
}
