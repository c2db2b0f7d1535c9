package io.upstack.stages.shards;

import io.upstack.stages.store.NoSuchObjectException;
import io.upstack.stages.store.ObjectContent;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.StoredObject;
import java.nio.channels.SeekableByteChannel;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A store of any number of objects that are listed and never read. */
public record ListedStore(List<StoredObject> objects) implements ObjectStore {
  @Override
  public String root() {
    return "listed";
  }

  @Override
  public List<StoredObject> list(String prefix) {
    return objects;
  }

  @Override
  public Map<String, Instant> times(String prefix) {
    throw new UnsupportedOperationException("objects are only listed");
  }

  @Override
  public Optional<StoredObject> find(String name) {
    return objects.stream().filter(object -> object.name().equals(name)).findFirst();
  }

  @Override
  public SeekableByteChannel read(String name) throws NoSuchObjectException {
    throw new NoSuchObjectException(root(), name);
  }

  @Override
  public StoredObject create(String name, ObjectContent content) {
    throw new UnsupportedOperationException("objects are only listed");
  }

  @Override
  public StoredObject replace(String name, ObjectContent content) {
    throw new UnsupportedOperationException("objects are only listed");
  }

  @Override
  public Optional<StoredObject> replace(StoredObject expected, ObjectContent content) {
    throw new UnsupportedOperationException("objects are only listed");
  }

  @Override
  public void delete(String name) {
    throw new UnsupportedOperationException("objects are only listed");
  }

  @Override
  public void close() {}
}
