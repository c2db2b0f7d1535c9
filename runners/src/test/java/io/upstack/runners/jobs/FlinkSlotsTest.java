package io.upstack.runners.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.runners.embedded.EmbeddedFlink;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.values.KV;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FlinkSlotsTest {
  private static final Map<Integer, Queue<Integer>> keysByTask = new ConcurrentHashMap<>();
  private static final AtomicInteger tasks = new AtomicInteger();

  /** This fails if Beam or Flink come to assign keys in another way. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void eachSlotGetsOneKey(int slots) {
    keysByTask.clear();
    List<KV<Integer, Integer>> elements =
        FlinkSlots.keys(slots).stream().map(key -> KV.of(key, key)).toList();
    try (EmbeddedFlink flink = EmbeddedFlink.start(slots)) {
      flink.run(
          "keys",
          pipeline ->
              pipeline
                  .apply(
                      Create.of(elements).withCoder(KvCoder.of(VarIntCoder.of(), VarIntCoder.of())))
                  .apply(Reshuffle.of())
                  .apply(ParDo.of(new Note())));
    }

    assertThat(keysByTask).hasSize(slots);
    assertThat(keysByTask.values()).allSatisfy(keys -> assertThat(keys).hasSize(1));
  }

  @Test
  void manySlotsHaveDifferentKeys() {
    assertThat(FlinkSlots.keys(500)).hasSize(500).doesNotHaveDuplicates();
  }

  private static final class Note extends DoFn<KV<Integer, Integer>, Void> {
    private static final long serialVersionUID = 1L;

    private transient int task;

    @Setup
    public void setup() {
      task = tasks.incrementAndGet();
    }

    @ProcessElement
    public void process(@Element KV<Integer, Integer> element) {
      keysByTask
          .computeIfAbsent(task, unused -> new ConcurrentLinkedQueue<>())
          .add(element.getKey());
    }
  }
}
