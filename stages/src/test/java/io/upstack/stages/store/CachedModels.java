package io.upstack.stages.store;

import io.upstack.buckets.BucketServer;
import io.upstack.buckets.RecordedRequest;
import io.upstack.stages.store.gcs.GcsClient;
import io.upstack.stages.store.gcs.GcsLocation;
import io.upstack.stages.store.gcs.GcsObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** A bucket of models, and the directory in which caches of this machine keep them. */
record CachedModels(BucketServer server, GcsClient client, Path directory)
    implements AutoCloseable {
  private static final String BUCKET = "models";

  static CachedModels start(Path directory) throws IOException {
    BucketServer server = BucketServer.start(BUCKET);
    return new CachedModels(server, BucketClients.of(server.endpoint()), directory);
  }

  /** Random bytes under this name. */
  byte[] put(String name, long seed, int size) throws IOException {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    server.put(BUCKET, name, bytes);
    return bytes;
  }

  GcsObject object(String name) throws IOException {
    return client.find(new GcsLocation(BUCKET, name)).orElseThrow();
  }

  /** Makes a cache of so many bytes, with a clock that does not move. */
  FileCache cache(long bytes, Instant now) {
    return new FileCache(directory, bytes, Clock.fixed(now, ZoneOffset.UTC));
  }

  /** The file of a model that was in use just now. */
  Path kept(String name, long bytes, Instant now) throws IOException {
    try (FileCache cache = cache(bytes, now)) {
      return cache.file(client, object(name));
    }
  }

  /** The ranges that were asked for. */
  List<String> media() {
    return server.requests().stream()
        .filter(request -> request.operation().equals("media"))
        .map(RecordedRequest::range)
        .toList();
  }

  List<Path> leftParts() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> file.endsWith(".part")).toList();
    }
  }

  long bytesKept() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
