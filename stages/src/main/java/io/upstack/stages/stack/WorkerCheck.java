package io.upstack.stages.stack;

import io.upstack.proto.FeatureOrder;
import io.upstack.proto.Fingerprint;
import io.upstack.proto.RunRecord;
import io.upstack.proto.WorkOrder;
import io.upstack.proto.WorkStage;
import io.upstack.stages.configuration.ConfiguredFile;
import io.upstack.stages.configuration.ResolvedConfiguration;
import io.upstack.stages.devices.VisibleDevices;
import io.upstack.stages.images.ImageSets;
import io.upstack.stages.images.ImageSize;
import io.upstack.stages.problems.Problems;
import io.upstack.stages.programs.TorchEngine;
import io.upstack.stages.shards.Worker;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import io.upstack.stages.store.StoreFormat;
import io.upstack.stages.store.gcs.GcsLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Checks whether this process can carry out the work orders of a job. */
public final class WorkerCheck {
  /** The name of the record in the output of a run. */
  private static final String RECORD = "run.textproto";

  private final Shared shared;
  private final RunRecord record;
  private final Problems problems = new Problems();

  private WorkerCheck(Shared shared) {
    this.shared = shared;
    this.record = shared.record();
  }

  /**
   * What the workers of a job have to reach.
   *
   * @param orders orders with one output, of which each has files
   * @param name the name of the record in the output
   * @param record the record that the workers have to find there
   */
  public record Shared(List<WorkOrder> orders, String name, RunRecord record) {
    public Shared {
      orders = List.copyOf(orders);
    }

    /** Returns what the workers of a run have to reach. */
    public static Shared ofRun(WorkOrder order, RunRecord record) {
      return new Shared(List.of(order), RECORD, record);
    }

    /** Returns whether the files are named in a configuration, rather than by options. */
    private boolean isConfigured() {
      return name.equals(RECORD);
    }
  }

  /**
   * Checks the engine, the files and the output. The slots of a process take turns, so that the
   * others need not read again what one of them has read.
   *
   * @throws io.upstack.stages.problems.InvalidInputException with all problems found
   */
  public static void run(Shared shared) {
    synchronized (WorkerCheck.class) {
      WorkerCheck check = new WorkerCheck(shared);
      check.checkEngine(shared.orders().get(0));
      shared.orders().forEach(check::checkFiles);
      check.checkOutput(shared.orders().get(0).getOutput());
      check.problems.throwIfAny("what the worker on %s has".formatted(Worker.name()));
    }
  }

  private void checkEngine(WorkOrder order) {
    if (record.getEngine().isEmpty()) {
      // The run computes nothing with the engine, and loading it takes a second.
      return;
    }
    try {
      String engine = TorchEngine.description();
      if (!engine.equals(record.getEngine())) {
        problems.add(
            "engine", "%s, and the run's record names %s".formatted(engine, record.getEngine()));
      }
      VisibleDevices.named(order.getConfiguration().getExecution().getDevice());
    } catch (IllegalArgumentException e) {
      problems.add(field("execution.device", "--device"), e.getMessage());
    } catch (LinkageError | RuntimeException e) {
      problems.add(
          "engine", "DJL and its natives are to be in the cluster's lib/, and do not start: " + e);
    }
  }

  private void checkFiles(WorkOrder order) {
    ResolvedConfiguration configuration =
        new ResolvedConfiguration(order.getConfiguration(), Path.of(order.getDirectory()));
    for (ConfiguredFile file : configuration.checkpoints()) {
      record.getFingerprintsList().stream()
          .filter(fingerprint -> fingerprint.getField().equals(file.field()))
          .map(Fingerprint::getSha256)
          .forEach(sha256 -> checkFile(file, sha256));
    }
    if (order.hasFeatures()) {
      FeatureOrder features = order.getFeatures();
      configuration.evaluationFiles().stream()
          .filter(file -> file.field().endsWith("extractor"))
          .forEach(
              file ->
                  check(
                      field(file.field(), "--extractor"),
                      file.location(),
                      "file",
                      features.getExtractorSha256(),
                      () -> file.file().sha256()));
      checkImages(images(order), features);
    }
  }

  /** Returns the field or the option that names the images of an order. */
  private String images(WorkOrder order) {
    if (!order.getStagesList().contains(WorkStage.GIVEN_FEATURES)) {
      return field("evaluation.reference", "--reference");
    }
    boolean isCompared = !order.getConfiguration().getEvaluation().getReference().isEmpty();
    return isCompared ? "--samples" : "--images";
  }

  private String field(String ofConfiguration, String option) {
    return shared.isConfigured() ? ofConfiguration : option;
  }

  private void checkFile(ConfiguredFile file, String sha256) {
    check(file.field(), file.location(), "file", sha256, () -> file.file().sha256());
  }

  private void checkImages(String field, FeatureOrder features) {
    ImageSize size = new ImageSize(features.getHeight(), features.getWidth());
    String location = features.getImages();
    check(
        field,
        location,
        "set of images",
        features.getImagesSha256(),
        () -> ImageSets.reopen(location, size, features.getImagesLeftOutList()).sha256());
  }

  private void check(String field, String location, String what, String sha256, Digest digest) {
    try {
      String found = digest.compute();
      if (!found.equals(sha256)) {
        problems.add(
            field,
            "%s is another %s here than where the run was started: its SHA-256 is %s here, and was %s there"
                .formatted(location, what, found, sha256));
      }
    } catch (IOException e) {
      problems.add(
          field, e.getMessage() + "; it has to be where all workers reach it under this name");
    }
  }

  /** Computes the digest of an input's content. */
  private interface Digest {
    String compute() throws IOException;
  }

  private void checkOutput(String output) {
    // Opening an output would create its directory, so first make sure that it is the run's.
    String name = shared.name();
    if (!GcsLocation.isGcs(output) && !Files.isRegularFile(Path.of(output, name))) {
      addForeignOutput(output);
      return;
    }
    try (ObjectStore store = ObjectStores.open(output)) {
      if (store.find(name).isEmpty()) {
        addForeignOutput(output);
        return;
      }
      RunRecord here = StoreFormat.readMessage(store, name, RunRecord.newBuilder()).build();
      if (!here.equals(record)) {
        addForeignOutput(output);
        return;
      }
      ObjectStores.checkWritable(store);
    } catch (IOException | IllegalArgumentException e) {
      problems.add(field("--output", "--cache"), e.getMessage());
    }
  }

  private void addForeignOutput(String output) {
    String what = shared.isConfigured() ? "output of this run" : "cache of this evaluation";
    problems.add(
        field("--output", "--cache"),
        ("%s is not the %s here; it has to be one that all workers share, such as"
                + " a mounted directory or a bucket")
            .formatted(output, what));
  }
}
