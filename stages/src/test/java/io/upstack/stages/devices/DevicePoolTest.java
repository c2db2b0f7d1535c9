package io.upstack.stages.devices;

import static com.google.common.util.concurrent.Uninterruptibles.awaitUninterruptibly;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class DevicePoolTest {
  @TempDir private Path locks;
  private final List<String> log = new CopyOnWriteArrayList<>();

  @Test
  void slotsAreDealtOutToTheDevicesWithTheFewestUsers() throws IOException {
    DevicePool<String, Model> pool = pool(Duration.ZERO);
    List<DeviceLease<Model>> slots = new ArrayList<>();
    for (int slot = 0; slot < 5; slot++) {
      slots.add(pool.acquire("run", claim(2)));
    }
    assertThat(slots)
        .extracting(slot -> slot.device().name())
        .containsExactly("fake:0", "fake:1", "fake:0", "fake:1", "fake:0");
    assertThat(log).containsExactly("load run on fake:0", "load run on fake:1");

    slots.get(1).close();
    slots.get(3).close();
    assertThat(pool.acquire("run", claim(2)).device().name()).isEqualTo("fake:1");
  }

  @Test
  void modelsOfADeviceAreSharedAndReleasedWithTheirLastUser() throws IOException {
    DevicePool<String, Model> pool = pool(Duration.ZERO);
    DeviceLease<Model> first = pool.acquire("run", claim(1));
    DeviceLease<Model> second = pool.acquire("run", claim(1));
    assertThat(second.models()).isSameAs(first.models());
    first.close();
    first.close();
    assertThat(log).containsExactly("load run on fake:0");
    second.close();
    assertThat(log).containsExactly("load run on fake:0", "close run");
    pool.acquire("run", claim(1)).close();
    assertThat(log).hasSize(4);
  }

  @Test
  void anotherRunGetsADeviceThatIsFree() throws IOException {
    DevicePool<String, Model> pool = pool(Duration.ZERO);
    assertThat(pool.acquire("one", claim(2)).device().name()).isEqualTo("fake:0");
    assertThat(pool.acquire("other", claim(2)).device().name()).isEqualTo("fake:1");
  }

  @Test
  void twoRunsDoNotMeetOnADeviceByAccident() throws IOException {
    DevicePool<String, Model> pool = pool(Duration.ofMillis(1));
    pool.acquire("one", claim(1));
    assertThatThrownBy(() -> pool.acquire("other", claim(1)))
        .isInstanceOf(DeviceBusyException.class)
        .hasMessageStartingWith("fake:0 is used by ")
        .hasMessageEndingWith(
            " process %d, which makes /out; waited 0 s. End that, name another device by"
                    .formatted(ProcessHandle.current().pid())
                + " execution.device or CUDA_VISIBLE_DEVICES, or let all of them share it by"
                + " execution.share_device: true, if their models fit together");
    assertThat(log).containsExactly("load one on fake:0");
  }

  @Test
  void runsThatShareMeetOnPurpose() throws IOException {
    DevicePool<String, Model> pool = pool(Duration.ZERO);
    DeviceClaim shared = new DeviceClaim(FakeDevices.first(1), Sharing.SHARED, "makes /out");
    pool.acquire("one", shared);
    pool.acquire("other", shared);
    assertThat(log).containsExactly("load one on fake:0", "load other on fake:0");
    assertThatThrownBy(() -> pool.acquire("third", claim(1)))
        .isInstanceOf(DeviceBusyException.class);
  }

  @Test
  void theProcessorIsEveryones() throws IOException {
    DevicePool<String, Model> pool = pool(Duration.ZERO);
    DeviceClaim claim = new DeviceClaim(List.of(ComputeDevice.CPU), Sharing.ALONE, "makes /out");
    pool.acquire("one", claim);
    pool.acquire("other", claim);
    assertThat(log).containsExactly("load one on cpu", "load other on cpu");
  }

  @Test
  void whoWaitsGetsTheDeviceWhenItIsGivenBack() throws Exception {
    DevicePool<String, Model> pool = pool(Duration.ofSeconds(90));
    DeviceLease<Model> first = pool.acquire("one", claim(1));
    ExecutorService threads = Executors.newSingleThreadExecutor();
    try {
      Callable<DeviceLease<Model>> later = () -> pool.acquire("other", claim(1));
      Future<DeviceLease<Model>> waiting = threads.submit(later);
      first.close();
      assertThat(waiting.get(60, SECONDS).device().name()).isEqualTo("fake:0");
      assertThat(log).containsExactly("load one on fake:0", "close one", "load other on fake:0");
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aDeviceOfAnotherProcessIsPassedOver() throws Exception {
    Process process = DeviceProcess.start(locks, Sharing.ALONE);
    try {
      DevicePool<String, Model> pool = pool(Duration.ZERO);
      assertThat(pool.acquire("run", claim(2)).device().name()).isEqualTo("fake:1");
      assertThatThrownBy(() -> pool.acquire("other", claim(2)))
          .isInstanceOf(DeviceBusyException.class)
          .hasMessageContaining("process %d, which makes /their/output; ".formatted(process.pid()));
    } finally {
      DeviceProcess.kill(process);
    }
  }

  @Test
  void whoIsInterruptedWaitsNoLonger() throws IOException {
    DevicePool<String, Model> pool = pool(Duration.ofMinutes(5));
    pool.acquire("one", claim(1));
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> pool.acquire("other", claim(1)))
        .isInstanceOf(IOException.class)
        .hasMessage("interrupted while waiting for a device");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void aDeviceOnWhichNothingCouldBeLoadedIsFreeAgain() throws IOException {
    DevicePool<String, Model> pool = pool(Duration.ZERO);
    assertThatThrownBy(() -> pool.acquire("damaged", claim(1)))
        .isInstanceOf(IOException.class)
        .hasMessage("no such checkpoint");
    assertThat(pool.acquire("run", claim(1)).device().name()).isEqualTo("fake:0");
  }

  @Test
  void anErrorWhileLoadingLeavesNothingAndFreesTheDevice() throws IOException {
    DevicePool<String, Model> pool = pool(Duration.ZERO);
    assertThatThrownBy(() -> pool.acquire("too large", claim(1)))
        .isInstanceOf(OutOfMemoryError.class)
        .hasMessage("Java heap space");
    assertThat(pool.acquire("run", claim(1)).device().name()).isEqualTo("fake:0");
  }

  @Test
  void whoWaitsForAnotherSlotToLoadCanBeInterruptedAndOtherDevicesAreUsedMeanwhile()
      throws Exception {
    CountDownLatch isLoading = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    DevicePool<String, Model> pool =
        new DevicePool<>(
            (key, device, turns) -> {
              if (key.equals("slow")) {
                isLoading.countDown();
                awaitUninterruptibly(mayEnd);
              }
              return new Model(key);
            },
            new DeviceGuard(locks),
            Duration.ZERO);
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      Callable<DeviceLease<Model>> slow = () -> pool.acquire("slow", claim(1));
      Future<DeviceLease<Model>> loader = threads.submit(slow);
      assertThat(isLoading.await(60, SECONDS)).isTrue();
      CompletableFuture<Throwable> ended = new CompletableFuture<>();
      Thread waiting =
          new Thread(() -> ended.complete(catchThrowable(() -> pool.acquire("slow", claim(1)))));
      waiting.start();

      assertThat(pool.acquire("run", claim(2)).device().name()).isEqualTo("fake:1");
      waiting.interrupt();
      assertThat(ended.get(60, SECONDS))
          .isInstanceOf(IOException.class)
          .hasMessage("interrupted while waiting for a device");

      mayEnd.countDown();
      DeviceLease<Model> lease = loader.get(60, SECONDS);
      lease.close();
      assertThat(log).containsExactly("close slow");
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void whoWaitedForALoadThatFailedTriesItself() throws Exception {
    AtomicInteger loads = new AtomicInteger();
    CountDownLatch mayFail = new CountDownLatch(1);
    DevicePool<String, Model> pool =
        new DevicePool<>(
            (key, device, turns) -> {
              if (loads.incrementAndGet() == 1) {
                awaitUninterruptibly(mayFail);
                throw new IOException("the mount is away");
              }
              return new Model(key);
            },
            new DeviceGuard(locks),
            Duration.ZERO);
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      Callable<DeviceLease<Model>> acquire = () -> pool.acquire("run", claim(1));
      List<Future<DeviceLease<Model>>> both =
          List.of(threads.submit(acquire), threads.submit(acquire));
      mayFail.countDown();

      int failed = 0;
      for (Future<DeviceLease<Model>> lease : both) {
        try {
          lease.get(60, SECONDS).close();
        } catch (ExecutionException e) {
          assertThat(e).hasRootCauseMessage("the mount is away");
          failed++;
        }
      }
      assertThat(failed).isEqualTo(1);
      assertThat(loads).hasValue(2);
      assertThat(log).containsExactly("close run");
    } finally {
      threads.shutdownNow();
    }
  }

  private DevicePool<String, Model> pool(Duration patience) {
    return new DevicePool<>(
        (key, device, turns) -> {
          if (key.equals("damaged")) {
            throw new IOException("no such checkpoint");
          }
          if (key.equals("too large")) {
            throw new OutOfMemoryError("Java heap space");
          }
          log.add("load %s on %s".formatted(key, device.name()));
          return new Model(key);
        },
        new DeviceGuard(locks),
        patience);
  }

  private static DeviceClaim claim(int devices) {
    return new DeviceClaim(FakeDevices.first(devices), Sharing.ALONE, "makes /out");
  }

  private final class Model implements AutoCloseable {
    private final String key;

    private Model(String key) {
      this.key = key;
    }

    @Override
    public void close() {
      log.add("close " + key);
    }
  }
}
