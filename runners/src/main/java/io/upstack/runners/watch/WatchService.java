package io.upstack.runners.watch;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.upstack.runners.watch.CheckpointFolder.Found;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What a watcher says of itself while it works: whether it is healthy, and metrics for Prometheus.
 * The watcher reports what it does, and an HTTP server answers with it if one was started.
 */
final class WatchService implements AutoCloseable {
  private static final String PREFIX = "upstack_watch_";
  private static final String ENDS = "it is ending";

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Gauge seen =
      gauge("checkpoints_seen", "Checkpoints that the pattern matched at the last look.");
  private final Counter evaluated =
      counter("checkpoints_evaluated", "Results that this process has recorded.");
  private final Counter failed =
      counter("checkpoints_failed", "Checkpoints that this process has recorded as broken.");
  private final Counter attemptsFailed =
      counter("attempts_failed", "Evaluations that failed and are tried again.");
  private final Counter looksFailed =
      counter("looks_failed", "Looks at the checkpoints that failed.");
  private final Gauge lastFiring =
      gauge("last_firing_timestamp_seconds", "When the schedule last had a look begin.");

  private final Clock clock;
  private final List<Found> unevaluated = new CopyOnWriteArrayList<>();
  private volatile Optional<String> obstacle = Optional.of("it is starting");
  private Optional<HTTPServer> server = Optional.empty();

  WatchService(Clock clock) {
    this.clock = clock;
    GaugeWithCallback.builder()
        .name(PREFIX + "checkpoints_unevaluated")
        .help("Checkpoints without a result.")
        .callback(callback -> callback.call(unevaluated.size()))
        .register(registry);
    GaugeWithCallback.builder()
        .name(PREFIX + "newest_unevaluated_age_seconds")
        .help(
            "The time since the checkpoint of the largest step without a result was written; absent"
                + " if all have one.")
        .callback(callback -> age().ifPresent(callback::call))
        .register(registry);
  }

  private Gauge gauge(String name, String help) {
    return Gauge.builder().name(PREFIX + name).help(help).register(registry);
  }

  private Counter counter(String name, String help) {
    return Counter.builder().name(PREFIX + name).help(help).register(registry);
  }

  private Optional<Double> age() {
    return unevaluated.stream()
        .max(Comparator.comparingLong(Found::step))
        .map(found -> Duration.between(found.file().modified(), clock.instant()))
        .map(age -> age.toMillis() / 1000.0);
  }

  /**
   * Starts to answer on all addresses of this machine.
   *
   * @param port the port, or 0 for a free one
   * @return the port
   */
  int serve(int port) throws IOException {
    HTTPServer started =
        HTTPServer.builder()
            .port(port)
            .registry(registry)
            .defaultHandler(this::answer)
            .buildAndStart();
    server = Optional.of(started);
    return started.getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    Optional<String> now = obstacle;
    switch (exchange.getRequestURI().getPath()) {
      case "/health/live" -> send(exchange, 200, "live");
      case "/health", "/health/ready" ->
          send(
              exchange,
              now.isEmpty() ? 200 : 503,
              now.map(reason -> "not ready: " + reason).orElse("ready"));
      default -> send(exchange, 404, "expected /health, /health/live, /health/ready or /metrics");
    }
  }

  private static void send(HttpExchange exchange, int status, String line) throws IOException {
    byte[] content = (line + "\n").getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    boolean isHead = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, isHead ? -1 : content.length);
    if (!isHead) {
      try (OutputStream body = exchange.getResponseBody()) {
        body.write(content);
      }
    }
    exchange.close();
  }

  /** The watcher waits for the schedule, or its last look went well. */
  void ready() {
    becomes(Optional.empty());
  }

  /** A time of the schedule has come. */
  void fired() {
    lastFiring.set(clock.millis() / 1000.0);
  }

  void looked(CheckpointFolder.Look look) {
    seen.set(look.seen());
    unevaluated.clear();
    unevaluated.addAll(look.pending());
    ready();
  }

  void lookFailed(String reason) {
    looksFailed.inc();
    becomes(Optional.of("the checkpoints cannot be looked at: " + reason));
  }

  void attemptFailed() {
    attemptsFailed.inc();
  }

  void evaluated(Found found) {
    evaluated.inc();
    done(found);
  }

  void failed(Found found) {
    failed.inc();
    done(found);
  }

  /** A checkpoint has a result, which may be that of another process. */
  void done(Found found) {
    unevaluated.remove(found);
  }

  /** The process was asked to end. */
  synchronized void ending() {
    obstacle = Optional.of(ENDS);
  }

  private synchronized void becomes(Optional<String> now) {
    if (!obstacle.equals(Optional.of(ENDS))) {
      obstacle = now;
    }
  }

  @Override
  public void close() {
    server.ifPresent(HTTPServer::close);
  }
}
