package io.upstack.stages.store;

import io.upstack.stages.store.gcs.GcsClient;
import io.upstack.stages.store.gcs.GcsContent;
import io.upstack.stages.store.gcs.GcsLocation;
import io.upstack.stages.store.gcs.GcsObject;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;

/**
 * Assembles one large object of a bucket from parts, which are uploaded in any order and over
 * several connections, and are joined in the bucket. The object is visible whole or not at all.
 *
 * <p>The parts are stored next to the object, under its path and {@code .parts/}, and stay there if
 * something fails: an assembly that is opened later finds them by their names. A name must
 * therefore identify the content. Once the object exists, all parts are deleted. Safe for use by
 * many threads, except {@link #finish}.
 */
public final class ObjectAssembly implements AutoCloseable {
  private static final String SUFFIX = ".parts";
  private static final String CRC32_KEY = "upstack-crc32";
  private static final int MOST_ATTEMPTS = 100;

  private final GcsClient client;
  private final GcsLocation target;
  private final GcsLocation directory;
  private final Spool spool = new Spool();
  private final Map<String, GcsObject> standing = new ConcurrentHashMap<>();

  private ObjectAssembly(GcsClient client, GcsLocation target) {
    this.client = client;
    this.target = target;
    this.directory = new GcsLocation(target.bucket(), target.path() + SUFFIX);
  }

  /**
   * Opens an assembly and lists the parts that an earlier attempt has left.
   *
   * @param location the location of the object, a {@code gs://} path
   */
  public static ObjectAssembly open(String location) throws IOException {
    return open(Buckets.current().client(), BucketLocation.of(location));
  }

  static ObjectAssembly open(GcsClient client, GcsLocation target) throws IOException {
    ObjectAssembly assembly = new ObjectAssembly(client, target);
    for (GcsObject part : client.list(target, assembly.directory.prefix())) {
      assembly.standing.put(part.location().path(), part);
    }
    return assembly;
  }

  /** Returns the location of the parts. */
  public String directory() {
    return directory.toString();
  }

  /** Returns whether there are parts, from this or an earlier attempt. */
  public boolean hasParts() {
    return !standing.isEmpty();
  }

  /** Returns the part of this name, if it was made. */
  public Optional<AssembledPart> find(String name) {
    return Optional.ofNullable(standing.get(place(name).path()))
        .filter(RecordedChecksum::isKept)
        .flatMap(ObjectAssembly::part);
  }

  /** Makes a part, in place of any existing one that has other bytes. */
  public AssembledPart put(String name, ObjectContent content) throws IOException {
    CRC32 crc32 = new CRC32();
    ObjectContent summed = output -> content.writeTo(new CheckedOutputStream(output, crc32));
    try (SpooledObject spooled =
        spool.write(summed, e -> new ObjectWriteException(target.toString(), name, e))) {
      Checksum checksum = spooled.checksum();
      Map<String, String> metadata = new HashMap<>(RecordedChecksum.of(checksum));
      metadata.put(CRC32_KEY, "%08x".formatted((int) crc32.getValue()));
      GcsContent part =
          new GcsContent(spooled.file(), checksum.size(), checksum.crc32c(), metadata);
      GcsObject made = put(place(name), part);
      standing.put(made.location().path(), made);
      return new AssembledPart(made, (int) crc32.getValue());
    }
  }

  private GcsObject put(GcsLocation place, GcsContent content) throws IOException {
    Optional<GcsObject> before = Optional.ofNullable(standing.get(place.path()));
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      if (before.filter(content::isOf).isPresent()) {
        // Replacing it would take it from another process that is joining it into the same object.
        return before.get();
      }
      Optional<GcsObject> made =
          client.put(place, content, before.map(GcsObject::generation).orElse(0L));
      if (made.isPresent()) {
        return made.get();
      }
      before = client.find(place);
    }
    throw new IOException(
        "%s changed %d times while it was being written; something else writes it too"
            .formatted(place, MOST_ATTEMPTS));
  }

  /**
   * Joins the parts, and then deletes all of them.
   *
   * @param existing what happens to another object at the target
   * @return the object
   * @throws IOException if another object exists at the target and must be kept
   */
  public StoredObject finish(List<AssembledPart> parts, Standing existing) throws IOException {
    List<GcsObject> objects = parts.stream().map(AssembledPart::object).toList();
    GcsObject made = new PartTree(client, directory).join(objects, target, existing);
    // List again, to include the joints and anything that another process may have left.
    for (GcsObject part : client.list(target, directory.prefix())) {
      client.delete(part);
    }
    standing.clear();
    return new StoredObject(target.path(), made.size(), made.crc32c());
  }

  /** What happens to an existing object when another one is made in its place. */
  public enum Standing {
    KEPT,
    REPLACED
  }

  private GcsLocation place(String name) {
    return directory.child(ObjectName.check(name));
  }

  private static Optional<AssembledPart> part(GcsObject object) {
    return Optional.ofNullable(object.metadata().get(CRC32_KEY))
        .filter(written -> written.matches("[0-9a-f]{8}"))
        .map(written -> new AssembledPart(object, Integer.parseUnsignedInt(written, 16)));
  }

  @Override
  public void close() {
    spool.close();
  }
}
