package io.upstack.runners.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real processes whose ports somebody else has taken. */
@Tag("slow")
@Timeout(300)
final class ClusterStartTest {
  private static final ClusterSize SMALL = new ClusterSize(1, 1);

  @TempDir private Path folder;
  private ClusterDirectory directory;
  private ServerSocket taken;

  @BeforeEach
  void take() throws IOException {
    directory = new ClusterDirectory(folder.resolve("cluster"));
    taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void end() throws Exception {
    new ClusterEnd(Duration.ofSeconds(20)).end(directory.processes());
    taken.close();
  }

  @Test
  void takesOtherPortsIfSomebodyWasFaster() throws Exception {
    AtomicInteger asked = new AtomicInteger();

    String address =
        new ClusterStart(
                directory,
                SMALL,
                Map.of(),
                () -> asked.getAndIncrement() == 0 ? new TakenPort() : FreePort.hold())
            .run();

    assertThat(asked).hasValue(4);
    assertThat(directory.address()).contains(address);
    assertThat(directory.processes())
        .extracting(ClusterProcess::name)
        .containsExactly("jobmanager", "taskmanager-1");
    assertThat(directory.processes()).allMatch(ClusterProcess::isRunning);
  }

  /** Buffers of the exchanges then take more than the heap. */
  @Test
  void givesManySlotsTheirMemory() throws Exception {
    new ClusterStart(directory, new ClusterSize(1, 33), Map.of()).run();

    assertThat(directory.processes()).hasSize(2).allMatch(ClusterProcess::isRunning);
  }

  @Test
  void saysWhichPortIsTakenAndLeavesNothing() throws IOException {
    assertThatThrownBy(() -> new ClusterStart(directory, SMALL, Map.of(), TakenPort::new).run())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("jobmanager has ended while it started: java.net.BindException: ")
        .hasMessageContaining(String.valueOf(taken.getLocalPort()))
        .hasMessageEndingWith("its log is " + directory.log("jobmanager"));
    assertThat(directory.processes()).isEmpty();
  }

  /** What was free when it was looked at. */
  private final class TakenPort extends ServerSocket {
    private TakenPort() throws IOException {}

    @Override
    public int getLocalPort() {
      return taken.getLocalPort();
    }
  }
}
