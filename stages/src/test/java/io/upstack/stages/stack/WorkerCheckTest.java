package io.upstack.stages.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.upstack.proto.FeatureOrder;
import io.upstack.proto.Fingerprint;
import io.upstack.proto.RunConfiguration;
import io.upstack.proto.RunRecord;
import io.upstack.proto.WorkOrder;
import io.upstack.proto.WorkStage;
import io.upstack.stages.arrays.NamedArray;
import io.upstack.stages.arrays.NpzWriter;
import io.upstack.stages.problems.InvalidInputException;
import io.upstack.stages.programs.TorchEngine;
import io.upstack.stages.shards.ShardLayout;
import io.upstack.stages.shards.Worker;
import io.upstack.stages.stack.WorkerCheck.Shared;
import io.upstack.stages.store.InputFile;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import io.upstack.stages.store.StoreFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerCheckTest {
  private static final String FIELD = "generation.base.model_path";
  private static final int EDGE = 8;

  @TempDir private Path folder;
  private Path checkpoint;
  private Path output;
  private RunRecord record;

  @BeforeEach
  void begin() throws IOException {
    checkpoint = Files.writeString(folder.resolve("base.pt"), "weights");
    output = folder.resolve("out");
    record =
        RunRecord.newBuilder()
            .setEngine(TorchEngine.description())
            .addFingerprints(
                Fingerprint.newBuilder()
                    .setField(FIELD)
                    .setSha256(InputFile.of(checkpoint.toString()).sha256()))
            .build();
    write(record);
  }

  @Test
  void passesAWorkerThatHasAll() {
    assertThatCode(() -> WorkerCheck.run(Shared.ofRun(order("cpu"), record)))
        .doesNotThrowAnyException();
  }

  @Test
  void namesTheOptionsOfAnEvaluation() throws IOException {
    String name = "upstack-evaluation.textproto";
    WorkOrder.Builder samples = order("cuda:999").toBuilder().addStages(WorkStage.GIVEN_FEATURES);
    samples.setFeatures(
        FeatureOrder.newBuilder()
            .setImages(folder.resolve("samples.npz").toString())
            .setImagesSha256("0".repeat(64)));

    assertThatThrownBy(() -> WorkerCheck.run(new Shared(List.of(samples.build()), name, record)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("\n  --device: cuda:999: libtorch ")
        .hasMessageContaining("\n  --images: ")
        .hasMessageContaining(
            "\n  --cache: %s is not the cache of this evaluation here; it has to be one that all"
                .formatted(output));
  }

  @Test
  void asksForNoEngineWhereTheRunNamesNone() throws IOException {
    RunRecord simulated = record.toBuilder().clearEngine().build();
    write(simulated);

    assertThatCode(() -> WorkerCheck.run(Shared.ofRun(order("cuda:999"), simulated)))
        .doesNotThrowAnyException();
  }

  @Test
  void tellsAllThatAWorkerLacks() throws IOException {
    Files.delete(checkpoint);
    RunRecord foreign = record.toBuilder().setEngine("PyTorch 1.0").build();

    assertThatThrownBy(() -> WorkerCheck.run(Shared.ofRun(order("cuda:999"), foreign)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(
            "4 problems in what the worker on %s has:\n".formatted(Worker.name()))
        .hasMessageContaining(
            "\n  engine: %s, and the run's record names PyTorch 1.0\n"
                .formatted(TorchEngine.description()))
        .hasMessageContaining("\n  execution.device: cuda:999: libtorch 2.7.1 (")
        .hasMessageContaining(
            "\n  %s: there is no file '%s'; it has to be where all workers reach it under this name\n"
                .formatted(FIELD, checkpoint))
        .hasMessageEndingWith(
            "\n  --output: %s is not the output of this run here; it has to be one that all workers"
                    .formatted(output)
                + " share, such as a mounted directory or a bucket");
  }

  @Test
  void tellsAnotherFileOfTheName() throws IOException {
    String before = InputFile.of(checkpoint.toString()).sha256();
    Files.writeString(checkpoint, "other weights");

    assertThatThrownBy(() -> WorkerCheck.run(Shared.ofRun(order("cpu"), record)))
        .hasMessageEndingWith(
            ("\n"
                    + "  %s: %s is another file here than where the run was started: its SHA-256 is %s"
                    + " here, and was %s there")
                .formatted(
                    FIELD, checkpoint, InputFile.of(checkpoint.toString()).sha256(), before));
  }

  @Test
  void tellsAnotherReferenceOfTheName() throws IOException {
    Path images = folder.resolve("reference.npz");
    writeImages(images, 3);
    WorkOrder order =
        order("cpu").toBuilder()
            .setFeatures(
                FeatureOrder.newBuilder()
                    .setImages(images.toString())
                    .setImagesSha256(InputFile.of(images.toString()).sha256())
                    .setHeight(EDGE)
                    .setWidth(EDGE))
            .build();
    assertThatCode(() -> WorkerCheck.run(Shared.ofRun(order, record))).doesNotThrowAnyException();

    String before = order.getFeatures().getImagesSha256();
    writeImages(images, 4);

    assertThatThrownBy(() -> WorkerCheck.run(Shared.ofRun(order, record)))
        .hasMessageEndingWith(
            ("\n  evaluation.reference: %s is another set of images here than where the run was"
                    + " started: its SHA-256 is %s here, and was %s there")
                .formatted(images, InputFile.of(images.toString()).sha256(), before));
    Files.delete(images);

    assertThatThrownBy(() -> WorkerCheck.run(Shared.ofRun(order, record)))
        .hasMessageContaining("\n  evaluation.reference: ")
        .hasMessageEndingWith("; it has to be where all workers reach it under this name");
  }

  @Test
  void makesNoOutputWhereThereIsNone() {
    output = folder.resolve("elsewhere");

    assertThatThrownBy(() -> WorkerCheck.run(Shared.ofRun(order("cpu"), record)))
        .hasMessageContaining("elsewhere is not the output of this run here");
    assertThat(output).doesNotExist();
  }

  private static void writeImages(Path file, int images) throws IOException {
    NamedArray array =
        NamedArray.ofBytes(
            ShardLayout.IMAGES,
            List.of((long) images, (long) EDGE, (long) EDGE, 3L),
            new byte[images * EDGE * EDGE * 3]);
    try (OutputStream output = Files.newOutputStream(file)) {
      NpzWriter.write(output, List.of(array));
    }
  }

  private WorkOrder order(String device) {
    RunConfiguration.Builder configuration = RunConfiguration.newBuilder();
    configuration.getGenerationBuilder().getBaseBuilder().setModelPath("base.pt");
    configuration.getExecutionBuilder().setDevice(device);
    return WorkOrder.newBuilder()
        .setConfiguration(configuration)
        .setDirectory(folder.toString())
        .setOutput(output.toString())
        .build();
  }

  private void write(RunRecord written) throws IOException {
    try (ObjectStore store = ObjectStores.open(output.toString())) {
      StoreFormat.writeMessage(store, "run.textproto", written);
    }
  }
}
