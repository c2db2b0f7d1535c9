package io.upstack.stages.store.gcs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.upstack.buckets.BucketServer;
import io.upstack.buckets.Disturbance;
import io.upstack.proto.CloudStorage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replies of errors that do not arrive whole are errors like others, and nothing is printed. */
class ErrorRepliesTest {
  private static final GcsLocation OBJECT = GcsLocation.parse("gs://models/a.pt");

  @TempDir private Path directory;

  @Test
  void thatAreCutShortCountByTheirStatus() throws IOException {
    Path file = Files.write(directory.resolve("content"), new byte[] {1, 2, 3});
    GcsContent content = content(file);
    try (BucketServer server = BucketServer.start("models");
        GcsClient client = open(server.endpoint())) {
      server.put("models", "a.pt", new byte[] {7});
      GcsObject object = client.find(OBJECT).orElseThrow();
      server.put("models", "a.pt", new byte[] {8});
      server.disturb(request -> Disturbance.CUT_BODY);

      assertThat(
              StandardError.of(
                  () -> {
                    assertThat(client.find(GcsLocation.parse("gs://models/none.pt"))).isEmpty();
                    assertThat(client.delete(object)).isFalse();
                  }))
          .isEmpty();
      server.disturb(
          request ->
              request.operation().equals("insert") ? Disturbance.CUT_BODY : Disturbance.NONE);
      AtomicReference<Optional<GcsObject>> made = new AtomicReference<>();
      assertThat(StandardError.of(() -> made.set(client.put(OBJECT, content, 5)))).isEmpty();
      assertThat(made.get()).isEmpty();
    }
  }

  @Test
  void ofUploadsInSessionsCountByTheirStatusToo() throws IOException {
    Path file = Files.write(directory.resolve("content"), new byte[20_000_000]);
    GcsContent content = content(file);
    try (BucketServer server = BucketServer.start("models");
        GcsClient client = open(server.endpoint())) {
      server.put("models", "a.pt", new byte[] {7});
      long generation = server.generation("models", "a.pt");
      server.disturb(
          request -> {
            if (!request.operation().equals("session")) {
              return Disturbance.NONE;
            }
            replace(server);
            return Disturbance.CUT_BODY;
          });

      AtomicReference<Optional<GcsObject>> made = new AtomicReference<>();
      assertThat(StandardError.of(() -> made.set(client.put(OBJECT, content, generation))))
          .isEmpty();
      assertThat(made.get()).isEmpty();
    }
  }

  private static GcsContent content(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    CRC32C checksum = new CRC32C();
    checksum.update(bytes);
    return new GcsContent(file, bytes.length, (int) checksum.getValue(), Map.of());
  }

  private static void replace(BucketServer server) {
    try {
      server.put("models", "a.pt", new byte[] {8});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void thatAreNotTheJsonTheyPromiseAreErrorsByTheirStatus() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = "{\"error\": {\"code\": 403, \"message\": \"no".getBytes(UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "application/json; charset=UTF-8");
          exchange.sendResponseHeaders(403, body.length);
          try (OutputStream output = exchange.getResponseBody()) {
            output.write(body);
          }
        });
    server.start();
    String endpoint = "http://127.0.0.1:" + server.getAddress().getPort();
    try (GcsClient client = open(endpoint)) {
      assertThat(
              StandardError.of(
                  () ->
                      assertThatThrownBy(() -> client.find(OBJECT))
                          .hasMessageStartingWith(
                              "gs://models/a.pt cannot be looked at: the permission"
                                  + " storage.objects.get is missing; grant it on the bucket, or"
                                  + " use other credentials (403 Forbidden)")))
          .isEmpty();
    } finally {
      server.stop(0);
    }
  }

  private static GcsClient open(String endpoint) throws IOException {
    return GcsClient.open(
        CloudStorage.newBuilder().setEndpoint(endpoint).setAnonymous(true).build(),
        new GcsPatience(
            Duration.ofMillis(5),
            Duration.ofMillis(50),
            Duration.ofMillis(500),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5)));
  }
}
