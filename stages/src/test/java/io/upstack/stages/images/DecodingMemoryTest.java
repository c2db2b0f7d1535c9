package io.upstack.stages.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Pixels bound what is decoded at a time, not the number of threads. */
class DecodingMemoryTest {
  private static final int THREADS = 16;
  private static final int BYTES_OF_PIXEL = 11;
  private static final ImageSize LARGEST = new ImageSize(8192, 8192);
  private static final ImageSize SMALL = new ImageSize(64, 64);

  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void neverMoreIsAtWorkThanThereIsRoomFor() throws Exception {
    long room = 2L << 30;
    DecodingMemory memory = new DecodingMemory(room);
    AtomicLong atWork = new AtomicLong();
    AtomicLong most = new AtomicLong();
    List<Future<?>> all = new ArrayList<>();
    for (int picture = 0; picture < 400; picture++) {
      ImageSize size = new ImageSize(1024 * (1 + picture % 8), 8192);
      long bytes = (long) size.height() * size.width() * BYTES_OF_PIXEL;
      all.add(
          threads.submit(
              () -> {
                memory.with(
                    size,
                    1000,
                    () -> {
                      most.accumulateAndGet(atWork.addAndGet(bytes), Math::max);
                      Thread.yield();
                      atWork.addAndGet(-bytes);
                    });
                return null;
              }));
    }
    await(all);
    assertThat(most.get()).isBetween(LARGEST.height() * 8192L * BYTES_OF_PIXEL, room);
    assertThat(atWork.get()).isZero();
  }

  /** Each thread waits until as many are at work. */
  @Test
  void smallPicturesAreDecodedByAllThreads() throws Exception {
    DecodingMemory memory = new DecodingMemory(2L << 30);
    CyclicBarrier together = new CyclicBarrier(THREADS);
    List<Future<?>> all = new ArrayList<>();
    for (int picture = 0; picture < THREADS; picture++) {
      all.add(
          threads.submit(
              () -> {
                memory.with(SMALL, 1000, () -> pass(together));
                return null;
              }));
    }
    await(all);
  }

  @Test
  void aPictureThatNeedsMoreThanAllOfItIsDecodedAlone() throws Exception {
    DecodingMemory memory = new DecodingMemory(1 << 20);
    AtomicLong atWork = new AtomicLong();
    AtomicLong most = new AtomicLong();
    List<Future<?>> all = new ArrayList<>();
    for (int picture = 0; picture < 100; picture++) {
      all.add(
          threads.submit(
              () -> {
                memory.with(
                    LARGEST,
                    1L << 28,
                    () -> {
                      most.accumulateAndGet(atWork.incrementAndGet(), Math::max);
                      Thread.yield();
                      atWork.decrementAndGet();
                    });
                return null;
              }));
    }
    await(all);
    assertThat(most).hasValue(1);
  }

  @Test
  void roomIsGivenBackByWhatFails() throws IOException {
    DecodingMemory memory = new DecodingMemory(1 << 20);
    for (int picture = 0; picture < 10; picture++) {
      assertThatThrownBy(
              () ->
                  memory.with(
                      LARGEST,
                      1,
                      () -> {
                        throw new IOException("broken");
                      }))
          .hasMessage("broken");
    }
    memory.with(LARGEST, 1, () -> {});
  }

  @Test
  void whoWaitsForRoomCanBeInterrupted() throws Exception {
    DecodingMemory memory = new DecodingMemory(1 << 20);
    memory.with(
        LARGEST,
        1,
        () -> {
          Future<Boolean> waiting =
              threads.submit(
                  () -> {
                    Thread.currentThread().interrupt();
                    assertThatThrownBy(() -> memory.with(LARGEST, 1, () -> {}))
                        .isInstanceOf(InterruptedIOException.class)
                        .hasMessage("interrupted while waiting for memory to decode a picture");
                    return Thread.interrupted();
                  });
          try {
            assertThat(waiting.get(1, TimeUnit.MINUTES)).isTrue();
          } catch (Exception e) {
            throw new IOException(e);
          }
        });
  }

  private static void pass(CyclicBarrier together) throws IOException {
    try {
      together.await(1, TimeUnit.MINUTES);
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  private static void await(List<Future<?>> all) throws InterruptedException, ExecutionException {
    for (Future<?> one : all) {
      one.get();
    }
  }
}
