package io.upstack.stages.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.proto.FeatureOrder;
import io.upstack.proto.FeatureSet;
import io.upstack.proto.MeasurementOrder;
import io.upstack.proto.RunOrder;
import io.upstack.proto.RunRecord;
import io.upstack.proto.WorkOrder;
import io.upstack.proto.WorkStage;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import io.upstack.stages.store.StoreFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReportBasisTest {
  @TempDir private Path folder;
  private ObjectStore store;

  @BeforeEach
  void open() throws IOException {
    store = ObjectStores.open(folder.resolve("out").toString());
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  @Test
  void changesWithEverythingThatTheReportDependsOn() throws IOException {
    Set<String> seen = new HashSet<>();
    String basis = of(1, order());
    assertThat(seen.add(basis)).isTrue();
    assertThat(of(1, order())).isEqualTo(basis);

    assertThat(seen.add(of(2, order()))).as("format").isTrue();
    assertThat(seen.add(of(1, order().setUpstackVersion("0.2.0")))).as("version").isTrue();
    RunOrder.Builder order = order();
    order.getRecordBuilder().setBatchSize(9);
    assertThat(seen.add(of(1, order))).as("record").isTrue();
    order = order();
    order.getWorkBuilder().getConfigurationBuilder().getEvaluationBuilder().addClassNames("shoe");
    assertThat(seen.add(of(1, order))).as("configuration").isTrue();
    order = order();
    order.getWorkBuilder().getFeaturesBuilder().addImagesLeftOut("broken.png");
    assertThat(seen.add(of(1, order))).as("pictures left out").isTrue();
    for (String digest : new String[] {"other samples", "another reference"}) {
      order = order();
      MeasurementOrder.Builder measurement = order.getWorkBuilder().getMeasurementBuilder();
      (digest.contains("samples")
              ? measurement.getSamplesBuilder()
              : measurement.getReferenceBuilder())
          .setDigest(digest);
      assertThat(seen.add(of(1, order))).as(digest).isTrue();
    }
    StoreFormat.writeUtf8(store, "journal/samples/00000.textproto", "shard: 0");
    assertThat(seen.add(of(1, order()))).as("timings").isTrue();
    StoreFormat.writeUtf8(store, "journal/samples/00000.textproto", "shard: 1");
    assertThat(seen.add(of(1, order()))).as("other timings").isTrue();
  }

  @Test
  void doesNotChangeWithThePlaceOfTheRun() throws IOException {
    RunOrder.Builder moved = order();
    moved.getWorkBuilder().setDirectory("/elsewhere").setOutput("/elsewhere/out");
    moved.getWorkBuilder().getFeaturesBuilder().setImages("/elsewhere/reference.npz");
    MeasurementOrder.Builder measurement = moved.getWorkBuilder().getMeasurementBuilder();
    measurement.setResults("/elsewhere/out");
    measurement.getSamplesBuilder().setStore("/elsewhere/out");
    measurement.getReferenceBuilder().setStore("/elsewhere/cache");

    assertThat(of(1, moved)).isEqualTo(of(1, order()));
  }

  private String of(int format, RunOrder.Builder order) throws IOException {
    return ReportBasis.of(format, new RunPlan(order.build()), order.getWork(), store);
  }

  private RunOrder.Builder order() {
    WorkOrder.Builder work =
        WorkOrder.newBuilder()
            .setDirectory(folder.toString())
            .setOutput(store.root())
            .addStages(WorkStage.BASE)
            .setFeatures(
                FeatureOrder.newBuilder()
                    .setExtractorSha256("ab".repeat(32))
                    .setImagesSha256("cd".repeat(32))
                    .setImages("reference.npz")
                    .setPool(3))
            .setMeasurement(
                MeasurementOrder.newBuilder()
                    .setResults(store.root())
                    .setSamples(features("samples"))
                    .setReference(features("reference")));
    work.getConfigurationBuilder()
        .getGenerationBuilder()
        .getBaseBuilder()
        .getModelBuilder()
        .setImageSize(16);
    return RunOrder.newBuilder()
        .setWork(work)
        .setRecord(RunRecord.newBuilder().setBatchSize(8))
        .setReference(work.clone().clearStages().addStages(WorkStage.REFERENCE_FEATURES))
        .setUpstackVersion("0.1.0");
  }

  private FeatureSet features(String name) {
    return FeatureSet.newBuilder()
        .setStore(store.root())
        .setDirectory(name)
        .setImages(100)
        .setShardSize(50)
        .setDigest(name)
        .build();
  }
}
