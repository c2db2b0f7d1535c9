package io.upstack.stages.cost;

import io.upstack.proto.BaseStage;
import io.upstack.proto.Execution;
import io.upstack.proto.Generation;
import io.upstack.proto.RunConfiguration;
import io.upstack.proto.Shard;
import io.upstack.proto.UpsamplerStage;
import io.upstack.stages.configuration.ShardSizes;
import io.upstack.stages.diffusion.SamplingStage;
import io.upstack.stages.features.FeatureObjects;
import io.upstack.stages.metrics.FeatureWidths;
import io.upstack.stages.models.Architectures;
import io.upstack.stages.models.Denoisers;
import io.upstack.stages.models.ExpectedParameters;
import io.upstack.stages.plan.ShardPlan;
import io.upstack.stages.shards.ShardLayout;
import io.upstack.stages.stack.StackLayouts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What the samples of a run cost. The configuration must have passed {@link
 * io.upstack.stages.configuration.ConfigurationValidator}; the files that it names are not needed.
 *
 * @param samples the number of samples
 * @param parts the networks that sampling evaluates, in their order
 * @param bytes the bytes of all objects of each stage, by its name; features only if their widths
 *     are known without the extractor
 * @param shards the number of shards
 * @param shardSize the number of samples of a shard
 * @param stages the number of stages that each shard goes through
 */
public record RunCost(
    long samples,
    List<Part> parts,
    Map<String, Long> bytes,
    int shards,
    int shardSize,
    int stages) {
  /**
   * The requests of a shard in a stage on a cluster: looks at the object and the record, marks of
   * the attempt, the object itself, and the journal. The figure is that of docs/performance.md.
   */
  private static final int REQUESTS_A_STAGE = 9;

  /** The shard size that is assumed where a trial will find the batch size. */
  private static final int USUAL_SHARD = 128;

  private static final FeatureWidths INCEPTION =
      new FeatureWidths(2048, OptionalInt.of(2023), OptionalInt.of(1008));

  /** Widths decide sizes, and the fingerprint only decides names. */
  private static final String ANY_FINGERPRINT = "0".repeat(64);

  public RunCost {
    parts = List.copyOf(parts);
  }

  /**
   * The evaluations of one network for one sample.
   *
   * @param stage the stage, such as base
   * @param network the model, or the gradient of the classifier
   * @param evaluations the number of evaluations
   * @param operations the floating-point operations of one evaluation; a multiplication and an
   *     addition are two
   */
  public record Part(String stage, String network, int evaluations, double operations) {
    /** Returns the operations of all evaluations. */
    public double total() {
      return evaluations * operations;
    }
  }

  public static RunCost of(RunConfiguration configuration) {
    Generation generation = configuration.getGeneration();
    int shardSize = shardSize(configuration.getExecution());
    List<Shard> shards = ShardPlan.of(generation.getNumSamples(), shardSize);
    Map<String, ShardLayout> layouts = layouts(configuration);
    Map<String, Long> bytes = new LinkedHashMap<>();
    layouts.forEach(
        (stage, layout) ->
            bytes.put(
                stage,
                shards.stream().mapToLong(shard -> layout.objectSize(shard.getSamples())).sum()));
    int stages =
        1
            + (generation.hasUpsampler() ? 1 : 0)
            + (configuration.getEvaluation().hasExtractor() ? 1 : 0);
    return new RunCost(
        generation.getNumSamples(), parts(generation), bytes, shards.size(), shardSize, stages);
  }

  /** Returns the operations of one sample. */
  public double operationsPerSample() {
    return parts.stream().mapToDouble(Part::total).sum();
  }

  /** Returns the operations of all samples. */
  public double operations() {
    return operationsPerSample() * samples;
  }

  /**
   * Returns the hours of one device.
   *
   * @param rate the operations that it does in a second
   */
  public double hours(double rate) {
    return operations() / rate / 3600;
  }

  /** Returns the size of everything that is stored, but for records and the report. */
  public long allBytes() {
    return bytes.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Returns about how many requests the store gets, without those that plan a run. */
  public long requests() {
    return (long) shards * REQUESTS_A_STAGE * stages;
  }

  private static List<Part> parts(Generation generation) {
    List<Part> parts = new ArrayList<>();
    BaseStage base = generation.getBase();
    int steps = Denoisers.process(base.getDiffusion()).steps();
    String stage = SamplingStage.BASE.label();
    parts.add(
        new Part(
            stage,
            "model",
            steps,
            ExpectedParameters.operations(Architectures.of(base.getModel())).forward()));
    if (base.hasClassifier()) {
      parts.add(
          new Part(
              stage,
              "classifier",
              steps,
              ExpectedParameters.operations(Architectures.of(base)).withInputGradient()));
    }
    if (generation.hasUpsampler()) {
      UpsamplerStage upsampler = generation.getUpsampler();
      parts.add(
          new Part(
              SamplingStage.UPSAMPLE.label(),
              "model",
              Denoisers.process(upsampler.getDiffusion()).steps(),
              ExpectedParameters.operations(Architectures.of(upsampler.getModel())).forward()));
    }
    return parts;
  }

  private static Map<String, ShardLayout> layouts(RunConfiguration configuration) {
    Generation generation = configuration.getGeneration();
    Map<String, ShardLayout> layouts = new LinkedHashMap<>();
    layouts.put(SamplingStage.BASE.label(), StackLayouts.base(generation));
    if (generation.hasUpsampler()) {
      layouts.put(SamplingStage.UPSAMPLE.label(), StackLayouts.samples(generation));
    }
    if (configuration.getEvaluation().getExtractor().matches(".*\\.(pb|pth)")) {
      layouts.put(ShardLayout.FEATURES, FeatureObjects.ofSamples(ANY_FINGERPRINT, INCEPTION));
    }
    return layouts;
  }

  private static int shardSize(Execution execution) {
    boolean isTried = execution.getBatchSize() == 0 && execution.getShardSize() == 0;
    return isTried ? USUAL_SHARD : ShardSizes.of(execution);
  }
}
