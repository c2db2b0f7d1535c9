package io.upstack.stages.shards;

import io.upstack.stages.store.ObjectContent;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.StoredObject;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** A store whose next calls of some operations fail on request, and which remembers all calls. */
final class UnreliableStore implements ObjectStore {
  private final ObjectStore store;
  private final Map<String, Integer> failuresLeft = new HashMap<>();
  private final Map<String, Supplier<IOException>> failures = new HashMap<>();
  private final List<String> calls = new ArrayList<>();

  UnreliableStore(ObjectStore store) {
    this.store = store;
  }

  /** The next calls of {@code operation} on {@code name} fail. */
  UnreliableStore failing(String operation, String name, int times, Supplier<IOException> failure) {
    failuresLeft.put(operation + " " + name, times);
    failures.put(operation + " " + name, failure);
    return this;
  }

  /** The calls, each as {@code operation name}. */
  List<String> calls() {
    return List.copyOf(calls);
  }

  private void call(String operation, String name) throws IOException {
    String call = operation + " " + name;
    calls.add(call);
    int left = failuresLeft.getOrDefault(call, 0);
    if (left > 0) {
      failuresLeft.put(call, left - 1);
      throw failures.get(call).get();
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
    call("find", name);
    return store.find(name);
  }

  @Override
  public SeekableByteChannel read(String name) throws IOException {
    call("read", name);
    return store.read(name);
  }

  @Override
  public StoredObject create(String name, ObjectContent content) throws IOException {
    call("create", name);
    return store.create(name, content);
  }

  @Override
  public StoredObject replace(String name, ObjectContent content) throws IOException {
    call("replace", name);
    return store.replace(name, content);
  }

  @Override
  public Optional<StoredObject> replace(StoredObject expected, ObjectContent content)
      throws IOException {
    call("replace", expected.name());
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
