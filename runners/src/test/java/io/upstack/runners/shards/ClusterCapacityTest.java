package io.upstack.runners.shards;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.upstack.runners.remote.FlinkAddress;
import io.upstack.runners.remote.FlinkSession;
import io.upstack.stages.problems.InvalidInputException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ClusterCapacityTest {
  private final AtomicInteger asked = new AtomicInteger();
  private HttpServer server;

  @BeforeEach
  void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
  }

  @Test
  void slotsOfAJobThatHasJustEndedAreWaitedFor() throws IOException {
    tell(overview(4, 0, 0), overview(4, 1, 0), overview(4, 4, 0));

    assertThat(freeSlots()).isEqualTo(4);
    assertThat(asked).hasValue(3);
  }

  @Test
  void slotsOfAJobThatRunsAreNot() throws IOException {
    tell(overview(4, 1, 1), overview(4, 4, 0));

    assertThat(freeSlots()).isEqualTo(1);
    assertThat(asked).hasValue(1);
  }

  @Test
  void aLaterJobWaitsForTheSlotsOfTheOneBefore() throws IOException {
    tell(overview(2, 0, 1), overview(2, 0, 1), overview(2, 1, 1), overview(2, 2, 0));

    assertThat(slotsAgain(1, Duration.ofMinutes(1))).isEqualTo(1);
    assertThat(asked).hasValue(3);
  }

  @Test
  void aLaterJobTakesFewerIfOthersKeepTheRest() throws IOException {
    tell(overview(4, 0, 1), overview(4, 0, 1), overview(4, 3, 1));

    assertThat(slotsAgain(4, Duration.ZERO)).isEqualTo(3);
    assertThat(asked).hasValue(3);
  }

  @Test
  void aLaterJobDoesNotWaitForSlotsThatAreGone() throws IOException {
    tell(overview(2, 2, 0));

    assertThat(slotsAgain(4, Duration.ofMinutes(1))).isEqualTo(2);
  }

  @Test
  void aLaterJobIsRefusedByAClusterWithoutWorkers() {
    tell(overview(0, 0, 0));

    assertThatThrownBy(() -> slotsAgain(4, Duration.ZERO))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            """
            1 problem in the command line:
              --flink-master=localhost:%d: all its TaskManagers are gone"""
                .formatted(server.getAddress().getPort()));
  }

  private int slotsAgain(int first, Duration patience) throws IOException {
    try (FlinkSession session = session()) {
      return ClusterCapacity.slotsAgain(session, first, patience);
    }
  }

  private FlinkSession session() {
    return FlinkSession.open(new FlinkAddress("localhost", server.getAddress().getPort()));
  }

  private int freeSlots() throws IOException {
    try (FlinkSession session = session()) {
      return ClusterCapacity.slots(session, Optional.empty());
    }
  }

  /** Gives one answer after the other, while a job of another user runs. */
  private void tell(String... overviews) {
    List<String> answers = List.of(overviews);
    server.createContext("/v1/jobs/overview", exchange -> reply(exchange, "{\"jobs\": []}"));
    server.createContext(
        "/v1/overview", exchange -> reply(exchange, answers.get(asked.getAndIncrement())));
  }

  private static void reply(HttpExchange exchange, String json) throws IOException {
    byte[] body = json.getBytes(UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static String overview(int slots, int free, int running) {
    return """
        {"taskmanagers": %d, "slots-total": %d, "slots-available": %d, "jobs-running": %d,
        "jobs-finished": 1, "jobs-cancelled": 0, "jobs-failed": 0, "flink-version": "1.19.0",
        "flink-commit": "0"}
        """
        .formatted(Math.min(2, slots), slots, free, running);
  }
}
