package io.upstack.runners.watch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HooksTest {
  private static final String JSON = "{\"result\":{\"step\":\"100\"}}";
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @TempDir private Path directory;
  private final List<String> received = new CopyOnWriteArrayList<>();
  private volatile int answer = 204;
  private HttpServer server;

  @BeforeEach
  void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/results",
        exchange -> {
          received.add(
              exchange.getRequestHeaders().getFirst("Content-Type")
                  + " "
                  + new String(exchange.getRequestBody().readAllBytes(), UTF_8));
          exchange.sendResponseHeaders(answer, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
  }

  @Test
  void theCommandAndTheWebhookGetTheResult() throws Exception {
    Path file = directory.resolve("results");

    assertThat(hooks(Optional.of("cat >> '" + file + "'"), MINUTE).call(JSON)).isEmpty();

    assertThat(file).hasContent(JSON);
    assertThat(received).containsExactly("application/json " + JSON);
  }

  @Test
  void aCommandThatFailsDoesNotKeepTheWebhookFromBeingCalled() throws Exception {
    answer = 500;

    assertThat(hooks(Optional.of("exit 7"), MINUTE).call(JSON))
        .containsExactly(
            "watch.command ended with status 7",
            "watch.webhook " + address() + " answered with status 500");
    assertThat(received).hasSize(1);
  }

  @Test
  void aCommandMayLeaveItsInputUnread() throws Exception {
    String large = "{\"padding\":\"" + "x".repeat(1 << 20) + "\"}";

    assertThat(hooks(Optional.of("exec 0<&-"), MINUTE).call(large)).isEmpty();
  }

  @Test
  void aCommandThatDoesNotEndIsEnded() throws Exception {
    Path process = directory.resolve("process");

    assertThat(
            hooks(Optional.of("echo $$ > '" + process + "'; sleep 600"), Duration.ofSeconds(1))
                .call(JSON))
        .containsExactly("watch.command was ended after 1 s");

    Optional<ProcessHandle> left =
        ProcessHandle.of(Long.parseLong(Files.readString(process).strip()));
    left.ifPresent(handle -> handle.onExit().join());
    assertThat(left.filter(ProcessHandle::isAlive)).isEmpty();
  }

  @Test
  void aServerThatIsNotThereIsNamed() throws Exception {
    server.stop(0);

    assertThat(hooks(Optional.empty(), MINUTE).call(JSON))
        .singleElement()
        .asString()
        .startsWith("watch.webhook " + address() + " could not be reached: ");
  }

  private Hooks hooks(Optional<String> command, Duration timeout) {
    return new Hooks(command, Optional.of(address()), timeout);
  }

  private URI address() {
    return URI.create("http://127.0.0.1:%d/results".formatted(server.getAddress().getPort()));
  }
}
