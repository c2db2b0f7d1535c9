package io.upstack.stages.shards;

import io.upstack.stages.store.ObjectContent;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.StoredObject;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.SeekableByteChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A store that takes its time to write shards. */
final class SlowStore implements ObjectStore {
  private final ObjectStore store;
  private final Duration time;

  SlowStore(ObjectStore store, Duration time) {
    this.store = store;
    this.time = time;
  }

  private void takeTime(String name) throws IOException {
    if (!name.startsWith("one/")) {
      return;
    }
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  @Override
  public String root() {
    return store.root();
  }

  @Override
  public List<StoredObject> list(String prefix) throws IOException {
    return store.list(prefix);
  }

  @Override
  public Map<String, Instant> times(String prefix) throws IOException {
    return store.times(prefix);
  }

  @Override
  public Optional<StoredObject> find(String name) throws IOException {
    return store.find(name);
  }

  @Override
  public SeekableByteChannel read(String name) throws IOException {
    return store.read(name);
  }

  @Override
  public StoredObject create(String name, ObjectContent content) throws IOException {
    takeTime(name);
    return store.create(name, content);
  }

  @Override
  public StoredObject replace(String name, ObjectContent content) throws IOException {
    takeTime(name);
    return store.replace(name, content);
  }

  @Override
  public Optional<StoredObject> replace(StoredObject expected, ObjectContent content)
      throws IOException {
    takeTime(expected.name());
    return store.replace(expected, content);
  }

  @Override
  public void delete(String name) throws IOException {
    store.delete(name);
  }

  @Override
  public void close() throws IOException {
    store.close();
  }
}
