package io.upstack.stages.report;

import io.upstack.stages.store.NoSuchObjectException;
import io.upstack.stages.store.ObjectContent;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.StoredObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keeps replaced objects in the order written; the rest of a store is not for reports to use. */
final class InMemoryObjectStore implements ObjectStore {
  private final Map<String, byte[]> objects = new LinkedHashMap<>();

  List<String> names() {
    return List.copyOf(objects.keySet());
  }

  byte[] bytes(String name) {
    return objects.get(name).clone();
  }

  String text(String name) {
    return new String(bytes(name), StandardCharsets.UTF_8);
  }

  @Override
  public StoredObject replace(String name, ObjectContent content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    content.writeTo(bytes);
    objects.remove(name);
    objects.put(name, bytes.toByteArray());
    return new StoredObject(name, bytes.size(), 0);
  }

  @Override
  public String root() {
    return "memory";
  }

  @Override
  public List<StoredObject> list(String prefix) {
    throw new UnsupportedOperationException("a report is written without listing objects");
  }

  @Override
  public Map<String, Instant> times(String prefix) {
    throw new UnsupportedOperationException("a report is written without listing objects");
  }

  @Override
  public Optional<StoredObject> find(String name) {
    throw new UnsupportedOperationException("a report is written without looking for objects");
  }

  @Override
  public SeekableByteChannel read(String name) throws IOException {
    throw new NoSuchObjectException(root(), name);
  }

  @Override
  public StoredObject create(String name, ObjectContent content) {
    throw new UnsupportedOperationException("a report is written in the place of any other");
  }

  @Override
  public Optional<StoredObject> replace(StoredObject expected, ObjectContent content)
      throws IOException {
    throw new UnsupportedOperationException("a report is written in the place of any other");
  }

  @Override
  public void delete(String name) {
    objects.remove(name);
  }

  @Override
  public void close() {}
}
