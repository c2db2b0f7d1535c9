package io.upstack.stages.store.gcs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.upstack.buckets.BucketServer;
import io.upstack.buckets.Disturbance;
import io.upstack.proto.CloudStorage;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** Reads what a user sees while a server does not answer. */
class RetryNoticeTest {
  private static final GcsLocation OBJECT = GcsLocation.parse("gs://models/a.pt");

  private final Clock clock =
      new Clock() {
        @Override
        public ZoneId getZone() {
          return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
          return this;
        }

        @Override
        public Instant instant() {
          return now;
        }
      };

  private Instant now = Instant.EPOCH;

  @Test
  void anEndpointThatRefusesConnectionsIsNamedAtTheFirstRetryAndOnce() throws IOException {
    String endpoint = "http://127.0.0.1:" + unusedPort();

    assertThat(of(endpoint, Duration.ofSeconds(2)))
        .containsOnlyOnce(
            "RetryNotice - a request to %s failed (Connection refused); it is tried again for"
                    .formatted(endpoint)
                + " up to 2 s")
        .hasLineCount(1);
  }

  @Test
  void aHostNameThatDoesNotResolveIsNamed() throws IOException {
    String endpoint = "http://storage.invalid:4443";

    assertThat(of(endpoint, Duration.ofSeconds(1)))
        .containsOnlyOnce(
            "a request to %s failed (the host name 'storage.invalid' cannot be resolved); it is"
                    .formatted(endpoint)
                + " tried again for up to 1 s")
        .hasLineCount(1);
  }

  /** Returns what is printed while the store looks for an object in vain. */
  private static String of(String endpoint, Duration deadline) throws IOException {
    try (GcsClient client = open(endpoint, deadline)) {
      return StandardError.of(
          () ->
              assertThatThrownBy(() -> client.find(OBJECT))
                  .isInstanceOf(GcsException.class)
                  .hasMessageStartingWith("gs://models/a.pt cannot be looked at: ")
                  .hasMessageEndingWith(
                      "; it was tried until the deadline: look at the network and the endpoint"));
    }
  }

  @Test
  void replyOfAServerThatIsBusyForAMomentIsNotWorthALine() throws IOException {
    try (BucketServer server = BucketServer.start("models");
        GcsClient client = open(server.endpoint(), Duration.ofSeconds(1))) {
      server.disturb(request -> Disturbance.UNAVAILABLE);
      assertThat(
              StandardError.of(
                  () ->
                      assertThatThrownBy(() -> client.find(OBJECT))
                          .isInstanceOf(GcsException.class)))
          .isEmpty();
    }
  }

  @Test
  void otherTroubleIsNamedWhenItLasts() throws IOException {
    RetryNotice notice = notice();
    Exception failure = new IOException(new SocketException("Connection reset"));

    assertThat(said(notice, failure, 0)).isEmpty();
    assertThat(said(notice, failure, 2)).isEmpty();
    assertThat(said(notice, failure, 3))
        .endsWith(
            "a request to http://localhost:4443 failed (Connection reset); it is tried again for"
                + " up to 120 s\n");
    assertThat(said(notice, failure, 60)).isEmpty();
    assertThat(said(notice, failure, 243)).isNotEmpty();
  }

  @Test
  void troubleBetweenAnswersDoesNotLast() throws IOException {
    RetryNotice notice = notice();
    Exception failure = new IOException(new SocketException("Connection reset"));

    for (int second = 0; second < 10; second += 2) {
      assertThat(said(notice, failure, second)).isEmpty();
      notice.answered();
    }
  }

  @Test
  void whatCannotBeReachedIsNamedAgainMinutesLater() throws IOException {
    RetryNotice notice = notice();
    Exception failure = new IOException(new ConnectException("Connection refused"));

    assertThat(said(notice, failure, 0)).isNotEmpty();
    assertThat(said(notice, failure, 239)).isEmpty();
    assertThat(said(notice, failure, 240)).isNotEmpty();
  }

  private RetryNotice notice() {
    return new RetryNotice("http://localhost:4443", Duration.ofMinutes(2), clock);
  }

  private String said(RetryNotice notice, Exception failure, int second) throws IOException {
    now = Instant.EPOCH.plusSeconds(second);
    return StandardError.of(() -> notice.retried(failure));
  }

  private static GcsClient open(String endpoint, Duration deadline) throws IOException {
    CloudStorage settings =
        CloudStorage.newBuilder().setEndpoint(endpoint).setAnonymous(true).build();
    return GcsClient.open(
        settings,
        new GcsPatience(
            Duration.ofMillis(5),
            Duration.ofMillis(100),
            deadline,
            Duration.ofSeconds(2),
            Duration.ofSeconds(2)));
  }

  private static int unusedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
