package io.upstack.stages.stack;

import ai.djl.Device;
import io.upstack.proto.Execution;
import io.upstack.proto.FeatureOrder;
import io.upstack.proto.Generation;
import io.upstack.proto.SimulatedWork;
import io.upstack.proto.WorkOrder;
import io.upstack.proto.WorkStage;
import io.upstack.stages.base.BaseSampling;
import io.upstack.stages.checkpoints.CheckpointFile;
import io.upstack.stages.configuration.ConfiguredFile;
import io.upstack.stages.configuration.ResolvedConfiguration;
import io.upstack.stages.devices.ComputeDevice;
import io.upstack.stages.devices.DeviceTurns;
import io.upstack.stages.diffusion.Denoiser;
import io.upstack.stages.diffusion.Sampler;
import io.upstack.stages.diffusion.SamplingStage;
import io.upstack.stages.features.FeatureExtraction;
import io.upstack.stages.features.ShardImages;
import io.upstack.stages.images.ImageSet;
import io.upstack.stages.images.ImageSets;
import io.upstack.stages.images.ImageSize;
import io.upstack.stages.labels.LabelAssignment;
import io.upstack.stages.measure.MeasurementStages;
import io.upstack.stages.metrics.FeatureExtractor;
import io.upstack.stages.models.DenoiserPrograms;
import io.upstack.stages.models.Denoisers;
import io.upstack.stages.programs.Program;
import io.upstack.stages.programs.TorchEngine;
import io.upstack.stages.sampling.ShardSampling;
import io.upstack.stages.shards.RunOrigin;
import io.upstack.stages.shards.ShardLayout;
import io.upstack.stages.shards.ShardStage;
import io.upstack.stages.simulation.SimulatedFeatures;
import io.upstack.stages.simulation.SimulatedStage;
import io.upstack.stages.store.ChangedInputException;
import io.upstack.stages.store.InputFile;
import io.upstack.stages.store.UnchangedFiles;
import io.upstack.stages.upsample.Upsampling;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** The stages of a work order with their models loaded. Safe for use by many threads. */
public final class OpenStages implements AutoCloseable {
  private final WorkOrder order;
  private final ResolvedConfiguration configuration;
  private final Device device;
  private final DeviceTurns turns;
  private final AtomicInteger batchSize;
  private final List<ShardStage> stages = new ArrayList<>();
  private final LoadedModels models = new LoadedModels();
  private Optional<MeasurementStages> measurement = Optional.empty();

  private OpenStages(WorkOrder order, ComputeDevice device, DeviceTurns turns) {
    this.order = order;
    this.device = device.engineDevice();
    this.turns = turns;
    this.batchSize = new AtomicInteger(order.getConfiguration().getExecution().getBatchSize());
    this.configuration =
        new ResolvedConfiguration(order.getConfiguration(), Path.of(order.getDirectory()));
  }

  /**
   * Loads every model of the order onto a device.
   *
   * @param turns the turns of everything that computes on the device
   */
  static OpenStages open(WorkOrder order, ComputeDevice device, DeviceTurns turns)
      throws IOException {
    TorchEngine.useThreads(order.getIntraOpThreads());
    OpenStages open = new OpenStages(order, device, turns);
    try {
      for (WorkStage stage : order.getStagesList()) {
        open.stages.add(open.stage(stage));
      }
      return open;
    } catch (Throwable e) {
      // This includes errors: the device is given to others next and must be empty.
      open.models.closeAfter(e);
      throw e;
    }
  }

  /** Returns the stages in the order's sequence. */
  public List<ShardStage> stages() {
    return List.copyOf(stages);
  }

  /** Uses this size in place of the configured one, from the next shard on. */
  void useBatchSize(int size) {
    batchSize.set(size);
  }

  private ShardStage stage(WorkStage stage) throws IOException {
    Optional<ShardStage> simulated =
        order.hasSimulation() ? simulated(stage, order.getSimulation()) : Optional.empty();
    return simulated.isPresent() ? simulated.get() : computed(stage);
  }

  /** Returns the stage of a simulated run; empty for units, which are always computed. */
  private Optional<ShardStage> simulated(WorkStage stage, SimulatedWork work) {
    FeatureOrder features = order.getFeatures();
    return switch (stage) {
      case BASE -> Optional.of(new SimulatedStage(work, StackLayouts.base(generation())));
      case FEATURES -> Optional.of(new SimulatedFeatures(StackLayouts.features(features)));
      case REFERENCE_FEATURES ->
          Optional.of(new SimulatedFeatures(StackLayouts.referenceFeatures(features)));
      default -> Optional.empty();
    };
  }

  private ShardStage computed(WorkStage stage) throws IOException {
    return switch (stage) {
      case BASE -> base();
      case UPSAMPLE -> upsampling();
      case FEATURES -> features();
      case REFERENCE_FEATURES -> imageFeatures(StackLayouts.referenceFeatures(order.getFeatures()));
      case GIVEN_FEATURES -> imageFeatures(StackLayouts.givenFeatures(order.getFeatures()));
      case SAMPLE_NEIGHBOURS,
          REFERENCE_NEIGHBOURS,
          POOL_ROOT,
          SPATIAL_ROOT,
          POOL_MOMENTS,
          SPATIAL_MOMENTS,
          KERNEL_DISTANCE,
          REFERENCE_KERNEL,
          SAMPLE_KERNEL,
          COMPARISON,
          POOL_FRECHET,
          SPATIAL_FRECHET ->
          measurement().of(stage);
      case WORK_STAGE_UNSPECIFIED ->
          throw new IllegalArgumentException("the work order has a stage that is not specified");
    };
  }

  /** Returns the one instance for all families, which share what they read. */
  private MeasurementStages measurement() {
    if (measurement.isEmpty()) {
      measurement = Optional.of(models.add(new MeasurementStages(order)));
    }
    return measurement.get();
  }

  private ShardStage base() throws IOException {
    Generation generation = generation();
    Denoiser denoiser = Denoisers.base(generation.getBase(), execution().getDevice());
    Optional<CheckpointFile> classifier =
        denoiser.guidance().isPresent()
            ? Optional.of(checkpoint(generation.getBase().getClassifier().getClassifierPath()))
            : Optional.empty();
    CheckpointFile model = checkpoint(generation.getBase().getModelPath());
    Program program = loaded("generation.base.", denoiser, model, classifier);
    return new BaseSampling(
        sampling(SamplingStage.BASE, denoiser, program, StackLayouts.base(generation)),
        LabelAssignment.of(generation));
  }

  private ShardStage upsampling() throws IOException {
    Generation generation = generation();
    Denoiser denoiser = Denoisers.upsampler(generation.getUpsampler(), execution().getDevice());
    CheckpointFile model = checkpoint(generation.getUpsampler().getModelPath());
    Program program = loaded("generation.upsampler.", denoiser, model, Optional.empty());
    Upsampling.Conditioning conditioning =
        denoiser.takesLabels() ? Upsampling.Conditioning.CLASSES : Upsampling.Conditioning.NOTHING;
    return new Upsampling(
        StackLayouts.base(generation),
        sampling(SamplingStage.UPSAMPLE, denoiser, program, StackLayouts.samples(generation)),
        conditioning,
        originOfGivenBase());
  }

  /**
   * Returns the origin to check for base samples that are given. If the order itself has the base
   * stage, that stage checks its objects when it makes them.
   */
  private Optional<RunOrigin> originOfGivenBase() {
    return order.hasOrigin() && !order.getStagesList().contains(WorkStage.BASE)
        ? Optional.of(new RunOrigin(order.getOrigin()))
        : Optional.empty();
  }

  private ShardStage features() throws IOException {
    ShardImages images = ShardImages.ofStage(StackLayouts.samples(generation()), size());
    return extraction(StackLayouts.features(order.getFeatures()), images);
  }

  private ShardStage imageFeatures(ShardLayout layout) throws IOException {
    FeatureOrder features = order.getFeatures();
    ImageSet images =
        ImageSets.reopen(features.getImages(), size(), features.getImagesLeftOutList()).pinned();
    String found = images.sha256();
    if (!found.equals(features.getImagesSha256())) {
      throw new ChangedInputException(features.getImages(), features.getImagesSha256(), found);
    }
    return extraction(layout, ShardImages.of(images));
  }

  private ShardStage extraction(ShardLayout layout, ShardImages images) throws IOException {
    InputFile file =
        configuration
            .file(order.getConfiguration().getEvaluation().getExtractor())
            .pinned(order.getFeatures().getExtractorSha256());
    FeatureExtractor extractor =
        models.add(
            UnchangedFiles.load(
                List.of(file), () -> FeatureExtractor.load(file.localPath(), device)));
    return new FeatureExtraction(layout, images, size(), extractor, batchSize::get, turns);
  }

  /** Returns the size of the samples and of the reference's images. */
  private ImageSize size() {
    return new ImageSize(order.getFeatures().getHeight(), order.getFeatures().getWidth());
  }

  private ShardSampling sampling(
      SamplingStage stage, Denoiser denoiser, Program program, ShardLayout layout) {
    Sampler sampler = new Sampler(stage, denoiser, program, generation().getSeed());
    return new ShardSampling(layout, sampler, batchSize::get, turns);
  }

  /**
   * @param fields the common prefix of the names of the fields that hold its checkpoints
   * @throws ChangedInputException if a checkpoint is not the one that the run's record names
   */
  private Program loaded(
      String fields, Denoiser denoiser, CheckpointFile model, Optional<CheckpointFile> classifier)
      throws IOException {
    List<InputFile> files = new ArrayList<>();
    for (ConfiguredFile file : configuration.checkpoints()) {
      order.getFingerprintsList().stream()
          .filter(print -> print.getField().equals(file.field()))
          .filter(print -> print.getField().startsWith(fields))
          .forEach(print -> files.add(file.file().pinned(print.getSha256())));
    }
    return models.add(
        UnchangedFiles.load(
            files, () -> DenoiserPrograms.load(denoiser, model, classifier, device)));
  }

  private CheckpointFile checkpoint(String written) throws IOException {
    return configuration.checkpoint(written);
  }

  private Generation generation() {
    return order.getConfiguration().getGeneration();
  }

  private Execution execution() {
    return order.getConfiguration().getExecution();
  }

  @Override
  public void close() {
    models.close();
  }
}
