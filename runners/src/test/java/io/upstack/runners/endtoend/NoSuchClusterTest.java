package io.upstack.runners.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads what the client says about clusters that cannot take a job. */
@Timeout(120)
final class NoSuchClusterTest {
  @TempDir private Path directory;
  private Path configuration;

  @BeforeEach
  void writeConfiguration() throws IOException {
    configuration = SmallStack.write(directory);
  }

  @Test
  void refusesAnAddressWhereNobodyIs() throws IOException {
    int port;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }

    Outcome outcome = generate("localhost:" + port);

    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.errors())
        .startsWith(
            """
            1 problem in the command line:
              --flink-master=localhost:%d: no Flink cluster answers there (\
            """
                .formatted(port))
        .endsWith(
            """
            ); expected HOST:PORT of a JobManager's REST endpoint, such as './upstack cluster start' prints
            """)
        .contains("Connection refused");
  }

  @Test
  void refusesWhatIsNoAddress() {
    Outcome outcome = generate("http://localhost:8081");

    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.errors())
        .isEqualTo(
            """
            1 problem in the command line:
              --flink-master: expected HOST:PORT of a JobManager's REST endpoint, such as\
             localhost:8081, got 'http://localhost:8081'
            """);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.17.2", "1.20.0", "2.1.0"})
  void refusesAnotherFlink(String version) throws IOException {
    Outcome outcome = generateOn(overview(version, 1, 4, 4));

    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.errors())
        .contains(": its Flink is %s; jobs of this Upstack run on Flink 1.19\n".formatted(version));
  }

  @Test
  void refusesAClusterWithoutTaskManagers() throws IOException {
    Outcome outcome = generateOn(overview("1.19.1", 0, 0, 0));

    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.errors()).contains(": no TaskManager has registered with it\n");
  }

  @Test
  void refusesAClusterThatIsTaken() throws IOException {
    Outcome outcome = generateOn(overview("1.19.1", 2, 4, 0));

    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.errors())
        .contains(
            ": 0 of its 4 slots are free, and 1 wanted; others are taken by job"
                + " 0123456789abcdef0123456789abcdef (somebody's)\n");
  }

  private Outcome generate(String master) {
    return InProcess.generate(
        configuration, directory.resolve("out"), "--runner=flink", "--flink-master=" + master);
  }

  /** Answers as a JobManager with this overview. */
  private Outcome generateOn(String overview) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    answer(server, "/v1/overview", overview);
    answer(
        server,
        "/v1/jobs/overview",
        """
        {"jobs": [{"jid": "0123456789abcdef0123456789abcdef", "name": "somebody's",
        "start-time": 1, "end-time": -1, "duration": 1, "state": "RUNNING",
        "last-modification": 1, "tasks": {"total": 0, "created": 0, "scheduled": 0,
        "deploying": 0, "running": 0, "finished": 0, "canceling": 0, "canceled": 0, "failed": 0,
        "reconciling": 0, "initializing": 0}}]}
        """);
    server.start();
    try {
      return generate("localhost:" + server.getAddress().getPort());
    } finally {
      server.stop(0);
    }
  }

  private static void answer(HttpServer server, String path, String json) {
    byte[] body = json.getBytes(UTF_8);
    server.createContext(
        path,
        exchange -> {
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
  }

  private static String overview(String version, int taskManagers, int slots, int free) {
    return """
        {"taskmanagers": %d, "slots-total": %d, "slots-available": %d, "jobs-running": 1,
        "jobs-finished": 0, "jobs-cancelled": 0, "jobs-failed": 0, "flink-version": "%s",
        "flink-commit": "0"}
        """
        .formatted(taskManagers, slots, free, version);
  }
}
