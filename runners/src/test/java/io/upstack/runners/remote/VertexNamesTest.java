package io.upstack.runners.remote;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class VertexNamesTest {
  private static final String SOURCE =
      "DataSource (at shards/Read(ShardSource)"
          + " (org.apache.beam.runners.flink.translation.wrappers.SourceInputFormat))";
  private static final String MAKE =
      "FlatMap (FlatMap at base+upsample+features/make/ParMultiDo(MakeShard))";
  private static final String MAKE_OUTPUT =
      "FlatMap (FlatMap at base+upsample+features/make/ParMultiDo(MakeShard).output)";
  private static final String FAILURES =
      "FlatMap (FlatMap at given up/failures/ParMultiDo(Failures))";
  private static final String WINDOWS = "FlatMap (FlatMap at ExplodeWindows: given up/all shards)";
  private static final String KEYS = "Map (Key Extractor)";

  @Test
  void aVertexIsNamedByItsTransforms() {
    assertThat(
            VertexNames.vertex(
                String.join(" -> ", "CHAIN " + SOURCE, MAKE, MAKE_OUTPUT, FAILURES, WINDOWS, KEYS)))
        .isEqualTo("shards -> base+upsample+features -> given up");
    assertThat(VertexNames.vertex("GroupReduce (GroupReduce at given up/all shards)"))
        .isEqualTo("given up");
    assertThat(
            VertexNames.vertex(
                "DataSink (org.apache.flink.api.java.io.DiscardingOutputFormat@382d549a)"))
        .isEqualTo("end");
    assertThat(VertexNames.vertex("DataSource (check)")).isEqualTo("check");
  }

  @Test
  void anOperatorIsNamedByItsTransformAlone() {
    assertThat(VertexNames.operator(SOURCE)).isEqualTo("shards");
    assertThat(VertexNames.operator(MAKE)).isEqualTo("base+upsample+features/make");
    assertThat(VertexNames.operator(MAKE_OUTPUT)).isEqualTo("base+upsample+features/make output");
    assertThat(VertexNames.operator(FAILURES)).isEqualTo("given up/failures");
    assertThat(VertexNames.operator(WINDOWS)).isEqualTo("given up/all shards");
    assertThat(VertexNames.operator(KEYS)).isEqualTo("key");
  }
}
