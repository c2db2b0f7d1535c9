package io.upstack.stages.store;

import io.upstack.stages.store.gcs.GcsChangedException;
import io.upstack.stages.store.gcs.GcsChannel;
import io.upstack.stages.store.gcs.GcsClient;
import io.upstack.stages.store.gcs.GcsContent;
import io.upstack.stages.store.gcs.GcsLocation;
import io.upstack.stages.store.gcs.GcsObject;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Stores objects of a bucket, all under one path.
 *
 * <p>An object is first written to a file of this machine. Its checksum is then known. The bucket
 * compares it with what arrives before anyone can see the object, and if a reply is lost, the
 * checksum distinguishes our object from another writer's. Creating has the precondition that
 * nothing with that name exists; replacing and deleting have the precondition that the generation
 * is still the one that was looked at. Of two writers, one succeeds and the other finds the object
 * that exists.
 *
 * <p>The checksum is also kept with the object as metadata. An object that disagrees with it was
 * overwritten in part, or by another program that kept the metadata, and is not valid. An object
 * without it was copied here, and is what the bucket says it is. The origin of an object is
 * metadata too, and comes with a listing.
 */
final class GcsStore implements ObjectStore {
  /** Each attempt fails because another writer succeeded between looking and writing. */
  private static final int MOST_ATTEMPTS = 100;

  private static final String ORIGIN_KEY = "upstack-origin";

  private final GcsClient client;
  private final GcsLocation root;
  private final LocalCopies copies;
  private final Spool spool = new Spool();

  /**
   * @param cache opens the cache of this machine when it is first needed
   */
  GcsStore(GcsClient client, GcsLocation root, LocalCopies.Opening cache) {
    this.client = client;
    this.root = root;
    this.copies = new LocalCopies(client, cache);
  }

  /** Opens a store after checking with one request that the bucket exists. */
  static GcsStore open(GcsClient client, GcsLocation root, LocalCopies.Opening cache)
      throws IOException {
    client.checkBucket(root);
    return new GcsStore(client, root, cache);
  }

  @Override
  public String root() {
    return root.toString();
  }

  @Override
  public List<StoredObject> list(String prefix) throws IOException {
    return client.list(root, root.prefix() + ObjectName.checkPrefix(prefix)).stream()
        .filter(RecordedChecksum::isKept)
        .map(object -> stored(name(object), object))
        .filter(object -> ObjectName.isValid(object.name()))
        .sorted(Comparator.comparing(StoredObject::name))
        .toList();
  }

  @Override
  public Map<String, Instant> times(String prefix) throws IOException {
    Map<String, Instant> times = new TreeMap<>();
    for (GcsObject object : client.list(root, root.prefix() + ObjectName.checkPrefix(prefix))) {
      if (ObjectName.isValid(name(object))) {
        times.put(name(object), object.updated());
      }
    }
    return times;
  }

  @Override
  public Optional<StoredObject> find(String name) throws IOException {
    return look(name).filter(RecordedChecksum::isKept).map(object -> stored(name, object));
  }

  @Override
  public SeekableByteChannel read(String name) throws IOException {
    return read(name, object -> GcsChannel.open(client, object));
  }

  @Override
  public SeekableByteChannel readAgain(String name) throws IOException {
    return read(name, copies::open);
  }

  @FunctionalInterface
  private interface Opening {
    SeekableByteChannel open(GcsObject object) throws IOException;
  }

  private SeekableByteChannel read(String name, Opening opening) throws IOException {
    for (int attempt = 1; ; attempt++) {
      GcsObject object =
          look(name)
              .filter(RecordedChecksum::isKept)
              .orElseThrow(() -> new NoSuchObjectException(root(), name));
      try {
        return opening.open(object);
      } catch (GcsChangedException e) {
        // The object was replaced between the look and the read. None of it has been passed on.
        if (attempt == MOST_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  @Override
  public StoredObject create(String name, ObjectContent content) throws IOException {
    Optional<GcsObject> standing = look(name);
    if (standing.filter(RecordedChecksum::isKept).isPresent()) {
      return stored(name, standing.get());
    }
    try (SpooledObject spooled = spooled(name, content)) {
      for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
        Optional<GcsObject> made = put(name, spooled, content.origin(), standing);
        if (made.isPresent()) {
          return stored(name, made.get());
        }
        standing = look(name);
        if (standing.filter(RecordedChecksum::isKept).isPresent()) {
          return stored(name, standing.get());
        }
      }
    }
    throw contended(name);
  }

  @Override
  public StoredObject replace(String name, ObjectContent content) throws IOException {
    ObjectName.check(name);
    try (SpooledObject spooled = spooled(name, content)) {
      for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
        Optional<GcsObject> made = put(name, spooled, content.origin(), look(name));
        if (made.isPresent()) {
          return stored(name, made.get());
        }
      }
    }
    throw contended(name);
  }

  @Override
  public Optional<StoredObject> replace(StoredObject expected, ObjectContent content)
      throws IOException {
    String name = ObjectName.check(expected.name());
    try (SpooledObject spooled = spooled(name, content)) {
      for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
        Optional<GcsObject> standing = look(name).filter(RecordedChecksum::isKept);
        if (standing.filter(object -> stored(name, object).hasContentOf(expected)).isEmpty()) {
          return Optional.empty();
        }
        Optional<GcsObject> made = put(name, spooled, content.origin(), standing);
        if (made.isPresent()) {
          return made.map(object -> stored(name, object));
        }
      }
    }
    throw contended(name);
  }

  @Override
  public void delete(String name) throws IOException {
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      Optional<GcsObject> standing = look(name);
      if (standing.isEmpty() || client.delete(standing.get())) {
        return;
      }
    }
    throw contended(name);
  }

  @Override
  public void close() {
    spool.close();
  }

  private Optional<GcsObject> look(String name) throws IOException {
    return client.find(root.child(ObjectName.check(name)));
  }

  private SpooledObject spooled(String name, ObjectContent content) throws IOException {
    return spool.write(content, failure -> new ObjectWriteException(root(), name, failure));
  }

  private Optional<GcsObject> put(
      String name, SpooledObject spooled, Optional<String> origin, Optional<GcsObject> standing)
      throws IOException {
    Checksum checksum = spooled.checksum();
    Map<String, String> metadata = new HashMap<>(RecordedChecksum.of(checksum));
    origin.ifPresent(digest -> metadata.put(ORIGIN_KEY, digest));
    GcsContent content =
        new GcsContent(spooled.file(), checksum.size(), checksum.crc32c(), metadata);
    return client.put(root.child(name), content, standing.map(GcsObject::generation).orElse(0L));
  }

  private String name(GcsObject object) {
    return object.location().path().substring(root.prefix().length());
  }

  private static StoredObject stored(String name, GcsObject object) {
    return new StoredObject(
        name,
        object.size(),
        object.crc32c(),
        Optional.ofNullable(object.metadata().get(ORIGIN_KEY)));
  }

  private IOException contended(String name) {
    return new IOException(
        "object '%s' in %s changed %d times while it was being written; something else writes it too"
            .formatted(name, root, MOST_ATTEMPTS));
  }
}
