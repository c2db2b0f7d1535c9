package io.upstack.stages.store.gcs;

import com.google.cloud.storage.Blob;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.Storage.BlobGetOption;
import com.google.cloud.storage.Storage.BlobSourceOption;
import com.google.cloud.storage.Storage.BlobTargetOption;
import com.google.cloud.storage.Storage.ComposeRequest;
import com.google.cloud.storage.StorageException;
import io.upstack.proto.CloudStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes requests to buckets. Transient failures are retried until a deadline; every other failure
 * is a {@link GcsException} that names the object and what to do. A request that changes something
 * carries a generation as its precondition, so that it may be repeated. Safe for use by many
 * threads.
 */
public final class GcsClient implements AutoCloseable {
  private static final int PRECONDITION_FAILED = 412;
  private static final int NOT_FOUND = 404;

  private final Storage storage;
  private final GcsListings listings;
  private final GcsUploads uploads;
  private final GcsRangeReader reader;

  private GcsClient(Storage storage, GcsPatience patience, RetryNotice notice) {
    this.storage = storage;
    this.listings = new GcsListings(storage);
    this.uploads = new GcsUploads(storage);
    this.reader = new GcsRangeReader(storage, patience, notice);
  }

  /**
   * Opens a client. This makes no request.
   *
   * @throws GcsException if there are no credentials
   */
  public static GcsClient open(CloudStorage settings, GcsPatience patience) throws IOException {
    String address =
        settings.hasEndpoint() ? settings.getEndpoint() : "https://storage.googleapis.com";
    RetryNotice notice = new RetryNotice(address, patience.deadline(), Clock.systemUTC());
    return new GcsClient(GcsConnection.open(settings, patience, notice), patience, notice);
  }

  /** Returns the object at the location, if there is one. */
  public Optional<GcsObject> find(GcsLocation location) throws IOException {
    try {
      Blob blob = storage.get(GcsObjects.id(location), BlobGetOption.fields(GcsObjects.FIELDS));
      return Optional.ofNullable(blob).map(GcsObjects::of);
    } catch (StorageException e) {
      throw GcsFailures.of(GcsAction.LOOK, location, e);
    }
  }

  /** Returns all objects whose paths begin with the prefix. It takes one request per thousand. */
  public List<GcsObject> list(GcsLocation root, String prefix) throws IOException {
    return listings.list(root, prefix);
  }

  /**
   * Returns whether there is anything under this location. It takes one request.
   *
   * @throws GcsException if the bucket does not exist, or may not be listed
   */
  public boolean isDirectory(GcsLocation root) throws IOException {
    return listings.isDirectory(root);
  }

  /**
   * Makes sure with one request that the bucket exists and that its content may be listed.
   *
   * @throws GcsException if not
   */
  public void checkBucket(GcsLocation root) throws IOException {
    listings.check(root);
  }

  /**
   * Puts an object in place of one of this generation, or in an unused place if the generation is
   * 0. If a reply is lost, the object that exists is recognized by its checksum.
   *
   * @return the object; empty if another generation exists there
   */
  public Optional<GcsObject> put(GcsLocation location, GcsContent content, long generation)
      throws IOException {
    try {
      return Optional.of(uploads.put(location, content, generation));
    } catch (StorageException e) {
      if (e.getCode() == PRECONDITION_FAILED) {
        return find(location)
            .filter(standing -> standing.generation() != generation && content.isOf(standing));
      }
      throw GcsFailures.of(write(generation), location, e);
    }
  }

  /**
   * Joins objects of the same bucket on the server, at most 32 at once, with the same precondition
   * as {@link #put}.
   *
   * @return the object; empty if another generation exists there
   */
  public Optional<GcsObject> compose(
      GcsLocation target, List<GcsObject> parts, Map<String, String> metadata, long generation)
      throws IOException {
    ComposeRequest.Builder request =
        ComposeRequest.newBuilder()
            .setTarget(GcsObjects.info(target, metadata))
            .setTargetOptions(
                generation == 0
                    ? BlobTargetOption.doesNotExist()
                    : BlobTargetOption.generationMatch(generation));
    parts.forEach(part -> request.addSource(part.location().path(), part.generation()));
    try {
      return Optional.of(GcsObjects.of(storage.compose(request.build())));
    } catch (StorageException e) {
      if (e.getCode() == PRECONDITION_FAILED) {
        long size = parts.stream().mapToLong(GcsObject::size).sum();
        return find(target)
            .filter(
                standing ->
                    standing.generation() != generation
                        && standing.size() == size
                        && standing.has(metadata));
      }
      throw GcsFailures.of(write(generation), target, e);
    }
  }

  /**
   * Deletes an object if it still has this generation.
   *
   * @return whether nothing of this generation exists there any more
   */
  public boolean delete(GcsObject object) throws IOException {
    try {
      storage.delete(
          GcsObjects.id(object.location()), BlobSourceOption.generationMatch(object.generation()));
      return true;
    } catch (StorageException e) {
      if (e.getCode() == PRECONDITION_FAILED || e.getCode() == NOT_FOUND) {
        return e.getCode() == NOT_FOUND;
      }
      throw GcsFailures.of(GcsAction.DELETE, object.location(), e);
    }
  }

  /**
   * Fills the buffer with an object's bytes from a position on. It continues at the byte where a
   * reply broke off.
   *
   * @throws GcsChangedException if the name has another generation now
   */
  public void read(GcsObject object, long position, ByteBuffer target) throws IOException {
    try {
      reader.read(object, position, target);
    } catch (StorageException e) {
      if (e.getCode() == NOT_FOUND) {
        throw changed(object, e);
      }
      throw GcsFailures.of(GcsAction.READ, object.location(), e);
    }
  }

  private IOException changed(GcsObject object, StorageException failure) throws IOException {
    Optional<GcsObject> now = find(object.location());
    if (now.isPresent() && now.get().generation() == object.generation()) {
      return GcsFailures.of(GcsAction.READ, object.location(), failure);
    }
    return new GcsChangedException(
        object.location(),
        object.generation(),
        now.stream().mapToLong(GcsObject::generation).findFirst());
  }

  /** Releases the resources that the client keeps for its requests. Later requests may fail. */
  @Override
  public void close() throws IOException {
    try {
      storage.close();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("the client of buckets could not be closed", e);
    }
  }

  private static GcsAction write(long generation) {
    return generation == 0 ? GcsAction.CREATE : GcsAction.REPLACE;
  }
}
