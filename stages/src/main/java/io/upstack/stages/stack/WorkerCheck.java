package io.upstack.stages.stack;

import io.upstack.proto.FeatureOrder;
import io.upstack.proto.Fingerprint;
import io.upstack.proto.RunRecord;
import io.upstack.proto.WorkOrder;
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

/** Checks whether this process can carry out a work order. */
public final class WorkerCheck {
  /** The name of the record in the output of a run. */
  private static final String RECORD = "run.textproto";

  private final WorkOrder order;
  private final RunRecord record;
  private final Problems problems = new Problems();

  private WorkerCheck(WorkOrder order, RunRecord record) {
    this.order = order;
    this.record = record;
  }

  /**
   * Checks the engine, the files and the output. The slots of a process take turns, so that the
   * others need not read again what one of them has read.
   *
   * @throws io.upstack.stages.problems.InvalidInputException with all problems found
   */
  public static void run(WorkOrder order, RunRecord record) {
    synchronized (WorkerCheck.class) {
      WorkerCheck check = new WorkerCheck(order, record);
      check.checkEngine();
      check.checkFiles();
      check.checkOutput();
      check.problems.throwIfAny("what the worker on %s has".formatted(Worker.name()));
    }
  }

  private void checkEngine() {
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
      problems.add("execution.device", e.getMessage());
    } catch (LinkageError | RuntimeException e) {
      problems.add(
          "engine", "DJL and its natives are to be in the cluster's lib/, and do not start: " + e);
    }
  }

  private void checkFiles() {
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
          .forEach(file -> checkFile(file, features.getExtractorSha256()));
      checkReference(features);
    }
  }

  private void checkFile(ConfiguredFile file, String sha256) {
    check(file.field(), file.location(), "file", sha256, () -> file.file().sha256());
  }

  private void checkReference(FeatureOrder features) {
    ImageSize size = new ImageSize(features.getHeight(), features.getWidth());
    String location = features.getImages();
    check(
        "evaluation.reference",
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

  private void checkOutput() {
    // Opening an output would create its directory, so first make sure that it is the run's.
    String output = order.getOutput();
    if (!GcsLocation.isGcs(output) && !Files.isRegularFile(Path.of(output, RECORD))) {
      addForeignOutput();
      return;
    }
    try (ObjectStore store = ObjectStores.open(output)) {
      if (store.find(RECORD).isEmpty()) {
        addForeignOutput();
        return;
      }
      RunRecord here = StoreFormat.readMessage(store, RECORD, RunRecord.newBuilder()).build();
      if (!here.equals(record)) {
        addForeignOutput();
        return;
      }
      ObjectStores.checkWritable(store);
    } catch (IOException | IllegalArgumentException e) {
      problems.add("--output", e.getMessage());
    }
  }

  private void addForeignOutput() {
    problems.add(
        "--output",
        ("%s is not the output of this run here; it has to be one that all workers share, such as"
                + " a mounted directory or a bucket")
            .formatted(order.getOutput()));
  }
}
