package io.upstack.runners.cluster;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** Ends processes. It asks them to end first, and kills those that have not ended in time. */
final class ClusterEnd {
  private static final Duration KILL = Duration.ofSeconds(10);

  private final Duration patience;

  ClusterEnd(Duration patience) {
    this.patience = patience;
  }

  void end(List<ClusterProcess> processes) throws IOException, InterruptedException {
    List<ProcessHandle> handles =
        processes.stream().flatMap(process -> process.handle().stream()).toList();
    handles.forEach(ProcessHandle::destroy);
    long deadline = System.nanoTime() + patience.toNanos();
    for (ProcessHandle handle : handles) {
      if (!ends(handle, Duration.ofNanos(deadline - System.nanoTime()))) {
        handle.destroyForcibly();
      }
    }
    for (ProcessHandle handle : handles) {
      if (!ends(handle, KILL)) {
        throw new IOException("process %d does not end".formatted(handle.pid()));
      }
    }
  }

  private static boolean ends(ProcessHandle process, Duration within) throws InterruptedException {
    try {
      process.onExit().get(Math.max(1, within.toMillis()), MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }
}
