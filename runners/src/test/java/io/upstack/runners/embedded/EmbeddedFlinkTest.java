package io.upstack.runners.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.upstack.runners.jobs.PipelineCancelledException;
import io.upstack.runners.jobs.PipelineFailedException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SimpleFunction;
import org.apache.beam.sdk.values.KV;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class EmbeddedFlinkTest {
  @BeforeEach
  void clearLog() {
    WorkLog.clear();
  }

  @Test
  void runsOnePipelineAfterAnother() {
    try (EmbeddedFlink flink = EmbeddedFlink.start(2)) {
      for (int round = 0; round < 2; round++) {
        int first = 10 * round;
        flink.run(
            "round",
            pipeline ->
                pipeline
                    .apply(Read.from(new ItemSource(first, first + 10)))
                    .apply(Count.perElement())
                    .apply(MapElements.via(new CountLogger())));
      }
    }
    assertThat(WorkLog.all()).isEqualTo(IntStream.range(0, 20).boxed().toList());
  }

  @Test
  void spreadsEqualShardsEvenly() {
    try (EmbeddedFlink flink = EmbeddedFlink.start(2)) {
      flink.run("even", timed(20, Duration.ofMillis(50), Duration.ofMillis(50)));
    }
    assertThat(WorkLog.all()).isEqualTo(IntStream.range(0, 20).boxed().toList());
    assertThat(WorkLog.itemsOf(0)).hasSizeBetween(8, 12);
  }

  @Test
  void givesSlowSlotsLess() {
    try (EmbeddedFlink flink = EmbeddedFlink.start(2)) {
      flink.run("uneven", timed(20, Duration.ofMillis(50), Duration.ofMillis(200)));
    }
    assertThat(WorkLog.all()).isEqualTo(IntStream.range(0, 20).boxed().toList());
    assertThat(WorkLog.itemsOf(1)).hasSizeBetween(3, 6);
  }

  private static Consumer<Pipeline> timed(int items, Duration... times) {
    return pipeline ->
        pipeline
            .apply(Read.from(new ItemSource(0, items)))
            .apply(ParDo.of(new TimedWork(List.of(times))));
  }

  @Test
  void failsWithWhatTheStageThrewAndCanGoOn() {
    try (EmbeddedFlink flink = EmbeddedFlink.start(2)) {
      assertThatThrownBy(
              () ->
                  flink.run(
                      "failing",
                      pipeline ->
                          pipeline
                              .apply(Read.from(new ItemSource(0, 5)))
                              .apply(ParDo.of(new FailingWork()))))
          .isInstanceOf(PipelineFailedException.class)
          .hasMessage("shard 3: no space left on device: write failed")
          .cause()
          .isExactlyInstanceOf(IllegalStateException.class);

      flink.run("after", timed(4, Duration.ZERO, Duration.ZERO));
      assertThat(WorkLog.all()).containsExactly(0, 1, 2, 3);
    }
  }

  @Test
  void closingCancelsWhatRuns() throws Exception {
    EmbeddedFlink flink = EmbeddedFlink.start(1);
    Thread closer =
        new Thread(
            () -> {
              try {
                EndlessWork.begun.await();
              } catch (InterruptedException e) {
                return;
              }
              flink.close();
            });
    closer.start();
    assertThatThrownBy(
            () ->
                flink.run(
                    "sampling",
                    pipeline ->
                        pipeline
                            .apply(Read.from(new ItemSource(0, 1)))
                            .apply(ParDo.of(new EndlessWork()))))
        .isInstanceOf(PipelineCancelledException.class)
        .hasMessage("sampling was cancelled; the same command continues it");
    closer.join();
    assertThat(EndlessWork.interruptions).hasValueGreaterThan(0);
  }

  @Test
  void refusesToHaveNoSlots() {
    assertThatThrownBy(() -> EmbeddedFlink.start(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("slots: expected at least 1, got 0");
  }

  private static final class CountLogger extends SimpleFunction<KV<Integer, Long>, Integer> {
    private static final long serialVersionUID = 1L;

    @Override
    public Integer apply(KV<Integer, Long> count) {
      WorkLog.add(0, count.getKey());
      return count.getKey();
    }
  }

  private static final class FailingWork extends DoFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element Integer item) {
      if (item == 3) {
        throw new IllegalStateException(
            "shard 3: no space left on device", new IOException("write failed"));
      }
    }
  }

  private static final class EndlessWork extends DoFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;
    private static final CountDownLatch begun = new CountDownLatch(1);
    private static final AtomicInteger interruptions = new AtomicInteger();

    @ProcessElement
    public void process() throws InterruptedException {
      begun.countDown();
      try {
        Thread.sleep(Long.MAX_VALUE);
      } catch (InterruptedException e) {
        interruptions.incrementAndGet();
        throw e;
      }
    }
  }
}
