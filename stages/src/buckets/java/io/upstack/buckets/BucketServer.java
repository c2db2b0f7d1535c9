package io.upstack.buckets;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Buckets in memory behind the JSON API, on a port of this machine. What goes wrong is decided by a
 * {@link FaultPlan}; messages of injected faults say so.
 */
public final class BucketServer implements AutoCloseable {
  private static final String INJECTED = "injected: the service is unavailable";

  static {
    // Else each reply waits for the acknowledgement of its headers.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final HttpServer server;
  private final ExecutorService executor = Executors.newCachedThreadPool();
  private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();
  private final Set<String> denied = ConcurrentHashMap.newKeySet();
  private final List<RecordedRequest> requests = new CopyOnWriteArrayList<>();
  private final Api api;
  private volatile FaultPlan faults = FaultPlan.none();
  private volatile Duration slowness = Duration.ofSeconds(1);

  private BucketServer(HttpServer server) {
    this.server = server;
    this.api = new Api(buckets, denied, endpoint());
    server.setExecutor(executor);
    server.createContext("/", this::handle);
    server.start();
  }

  /** Starts a server that has this bucket. */
  public static BucketServer start(String bucket) throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    BucketServer started = new BucketServer(HttpServer.create(address, 0));
    started.buckets.put(bucket, new Bucket());
    return started;
  }

  /** Returns an address such as {@code http://127.0.0.1:40123}. */
  public String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  public void disturb(FaultPlan plan) {
    this.faults = plan;
  }

  /** Sets how long a slow first byte takes. */
  public void slowness(Duration time) {
    this.slowness = time;
  }

  /** Takes a permission, such as storage.objects.list, from all users. */
  public void deny(String permission) {
    denied.add(permission);
  }

  /** Refuses all credentials from now on. */
  public void expireCredentials() {
    denied.add(Api.CREDENTIALS);
  }

  /** Since the start, or since the last {@link #forgetRequests}. */
  public List<RecordedRequest> requests() {
    return List.copyOf(requests);
  }

  public void forgetRequests() {
    requests.clear();
  }

  /** Puts an object without a request, in the place of any that exists. */
  public void put(String bucket, String path, byte[] bytes) throws IOException {
    put(bucket, path, bytes, Map.of());
  }

  public void put(String bucket, String path, byte[] bytes, Map<String, String> metadata)
      throws IOException {
    buckets.get(bucket).put(path, bytes, bytes.length, metadata, Optional.empty());
  }

  /** Puts an object that can be listed, and claims a size that it doesn't have. */
  public void putListed(String bucket, String path, long size) throws IOException {
    buckets.get(bucket).put(path, new byte[0], size, Map.of(), Optional.empty());
  }

  /** Removes an object without a request. */
  public void delete(String bucket, String path) throws IOException {
    buckets.get(bucket).delete(path, Optional.empty());
  }

  /** The bytes of an object. */
  public byte[] bytes(String bucket, String path) throws IOException {
    return buckets.get(bucket).get(path, Optional.empty()).bytes().clone();
  }

  public Map<String, String> metadata(String bucket, String path) throws IOException {
    return buckets.get(bucket).get(path, Optional.empty()).metadata();
  }

  public long generation(String bucket, String path) throws IOException {
    return buckets.get(bucket).get(path, Optional.empty()).generation();
  }

  /** Paths of all objects, in order. */
  public List<String> paths(String bucket) {
    return new ArrayList<>(buckets.get(bucket).list("", "", Integer.MAX_VALUE).keySet());
  }

  private void handle(HttpExchange exchange) throws IOException {
    try {
      Incoming request = Incoming.read(exchange);
      RecordedRequest recorded = request.recorded();
      requests.add(recorded);
      answer(exchange, request, faults.next(recorded));
    } finally {
      exchange.close();
    }
  }

  private void answer(HttpExchange exchange, Incoming request, Disturbance disturbance)
      throws IOException {
    if (disturbance == Disturbance.UNAVAILABLE) {
      send(exchange, Reply.error(503, INJECTED), Integer.MAX_VALUE);
      return;
    }
    Reply reply = api.reply(request);
    switch (disturbance) {
      case NONE, UNAVAILABLE -> send(exchange, reply, Integer.MAX_VALUE);
      case UNAVAILABLE_AFTERWARDS -> send(exchange, Reply.error(503, INJECTED), Integer.MAX_VALUE);
      case LOST_REPLY -> {}
      case CUT_BODY -> send(exchange, reply, reply.body().length / 2);
      case SLOW_FIRST_BYTE -> {
        sleep();
        send(exchange, reply, Integer.MAX_VALUE);
      }
    }
  }

  private void sleep() throws IOException {
    try {
      Thread.sleep(slowness.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static void send(HttpExchange exchange, Reply reply, int most) throws IOException {
    reply.headers().forEach(exchange.getResponseHeaders()::set);
    int length = reply.body().length;
    exchange.sendResponseHeaders(reply.status(), length == 0 ? -1 : length);
    OutputStream body = exchange.getResponseBody();
    body.write(reply.body(), 0, Math.min(length, most));
    body.flush();
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }
}
