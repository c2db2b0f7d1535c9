package io.upstack.runners.remote;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class VertexNamesTest {
  private static final String SOURCE =
      "DataSource (at labels/Read(ShardSource)"
          + " (org.apache.beam.runners.flink.translation.wrappers.SourceInputFormat))";
  private static final String BASE = "FlatMap (FlatMap at base/make/ParMultiDo(Make))";
  private static final String BASE_OUTPUT =
      "FlatMap (FlatMap at base/make/ParMultiDo(Make).output)";
  private static final String UPSAMPLE = "FlatMap (FlatMap at upsample/make/ParMultiDo(Make))";
  private static final String FAILURES =
      "FlatMap (FlatMap at features complete/failures/ParMultiDo(Failures))";
  private static final String WINDOWS =
      "FlatMap (FlatMap at ExplodeWindows: features complete/all)";
  private static final String KEYS = "Map (Key Extractor)";

  @Test
  void aVertexIsNamedByItsTransforms() {
    assertThat(
            VertexNames.vertex(
                String.join(
                    " -> ",
                    "CHAIN " + SOURCE,
                    BASE,
                    BASE_OUTPUT,
                    UPSAMPLE,
                    FAILURES,
                    WINDOWS,
                    KEYS)))
        .isEqualTo("labels -> base -> upsample -> features complete");
    assertThat(VertexNames.vertex("GroupReduce (GroupReduce at features complete/all)"))
        .isEqualTo("features complete");
    assertThat(
            VertexNames.vertex(
                "DataSink (org.apache.flink.api.java.io.DiscardingOutputFormat@382d549a)"))
        .isEqualTo("end");
    assertThat(VertexNames.vertex("DataSource (check)")).isEqualTo("check");
  }

  @Test
  void anOperatorIsNamedByItsTransformAlone() {
    assertThat(VertexNames.operator(SOURCE)).isEqualTo("labels");
    assertThat(VertexNames.operator(BASE)).isEqualTo("base/make");
    assertThat(VertexNames.operator(BASE_OUTPUT)).isEqualTo("base/make output");
    assertThat(VertexNames.operator(FAILURES)).isEqualTo("features complete/failures");
    assertThat(VertexNames.operator(WINDOWS)).isEqualTo("features complete/all");
    assertThat(VertexNames.operator(KEYS)).isEqualTo("key");
  }
}
