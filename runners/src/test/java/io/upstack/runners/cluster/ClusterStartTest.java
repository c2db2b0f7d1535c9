package io.upstack.runners.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.upstack.runners.jobs.ClassPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
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

/** Starts real processes, some of them on ports that another process has taken. */
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
                () -> asked.getAndIncrement() == 0 ? new TakenPort() : FreePort.hold(),
                noFolder())
            .run();

    assertThat(asked).hasValue(4);
    assertThat(directory.address()).contains(address);
    assertThat(directory.processes())
        .extracting(ClusterProcess::name)
        .containsExactly("jobmanager", "taskmanager-1");
    assertThat(directory.processes()).allMatch(ClusterProcess::isRunning);
  }

  /** The buffers of the exchanges then take more than the heap. */
  @Test
  void givesManySlotsTheirMemory() throws Exception {
    new ClusterStart(directory, new ClusterSize(1, 33), Map.of()).run();

    assertThat(directory.processes()).hasSize(2).allMatch(ClusterProcess::isRunning);
  }

  @Test
  void saysWhichPortIsTakenAndLeavesNothing() throws IOException {
    assertThatThrownBy(
            () -> new ClusterStart(directory, SMALL, Map.of(), TakenPort::new, noFolder()).run())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("jobmanager has ended while it started: java.net.BindException: ")
        .hasMessageContaining(String.valueOf(taken.getLocalPort()))
        .hasMessageEndingWith("its log is " + directory.log("jobmanager"));
    assertThat(directory.processes()).isEmpty();
  }

  @Test
  void theJobManagerAloneHasTheWebInterface() throws Exception {
    Path web = Files.createDirectory(folder.resolve("web"));
    Path jar =
        ClassPath.ofThisProcess().entries().stream()
            .filter(entry -> entry.getFileName().toString().startsWith("flink-runtime-web-"))
            .findFirst()
            .orElseThrow();
    Files.copy(jar, web.resolve(jar.getFileName()));

    String address = new ClusterStart(directory, SMALL, Map.of(), FreePort::hold, web).run();

    assertThat(get(address, "/").body()).contains("<title>Apache Flink Web Dashboard</title>");
    assertThat(get(address, "/config").body()).contains("\"web-submit\":false");
    assertThat(directory.processes())
        .filteredOn(process -> commandLine(process).contains("flink-runtime-web"))
        .extracting(ClusterProcess::name)
        .containsExactly("jobmanager");
  }

  private static HttpResponse<String> get(String address, String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + address + path)).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
  }

  /** Reads all of the command line, of which Java gives only the beginning. */
  private static String commandLine(ClusterProcess process) {
    try {
      return Files.readString(Path.of("/proc", String.valueOf(process.pid()), "cmdline"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path noFolder() {
    return folder.resolve("no web interface");
  }

  /** A port that was free when this class looked. */
  private final class TakenPort extends ServerSocket {
    private TakenPort() throws IOException {}

    @Override
    public int getLocalPort() {
      return taken.getLocalPort();
    }
  }
}
