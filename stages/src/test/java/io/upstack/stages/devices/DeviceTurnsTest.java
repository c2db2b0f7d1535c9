package io.upstack.stages.devices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.upstack.stages.programs.InterruptedWorkException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DeviceTurnsTest {
  @Test
  void areTakenByOneAtATime() {
    DeviceTurns turns = DeviceTurns.oneAtATime();
    AtomicInteger computing = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CompletableFuture.allOf(
            IntStream.range(0, 4)
                .mapToObj(
                    thread ->
                        CompletableFuture.runAsync(
                            () -> {
                              for (int round = 0; round < 500; round++) {
                                try (DeviceTurns.Turn turn = turns.take()) {
                                  assertThat(turn).isNotNull();
                                  most.accumulateAndGet(computing.incrementAndGet(), Math::max);
                                  Thread.yield();
                                  computing.decrementAndGet();
                                }
                              }
                            }))
                .toArray(CompletableFuture[]::new))
        .join();
    assertThat(most).hasValue(1);
  }

  @Test
  void areEveryonesOnAProcessor() {
    DeviceTurns turns = DeviceTurns.unlimited();
    try (DeviceTurns.Turn one = turns.take();
        DeviceTurns.Turn two = CompletableFuture.supplyAsync(turns::take).join()) {
      assertThat(one).isNotNull();
      assertThat(two).isNotNull();
    }
  }

  @Test
  void areNotWaitedForByWhoIsInterrupted() throws Exception {
    DeviceTurns turns = DeviceTurns.oneAtATime();
    try (DeviceTurns.Turn mine = turns.take()) {
      assertThat(mine).isNotNull();
      CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
      Thread waiting =
          new Thread(
              () -> {
                assertThatThrownBy(turns::take)
                    .isInstanceOf(InterruptedWorkException.class)
                    .hasMessage("interrupted while another stage computed on the device");
                interrupted.complete(Thread.currentThread().isInterrupted());
              });
      waiting.start();
      waiting.interrupt();
      assertThat(interrupted.join()).isTrue();
      waiting.join();
    }
  }
}
