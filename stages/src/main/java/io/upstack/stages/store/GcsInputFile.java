package io.upstack.stages.store;

import io.upstack.stages.store.gcs.GcsChannel;
import io.upstack.stages.store.gcs.GcsClient;
import io.upstack.stages.store.gcs.GcsLocation;
import io.upstack.stages.store.gcs.GcsObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * An object of a bucket that is read. All but small ones are downloaded once per machine, unless
 * they are so large that they would push everything else out of the cache. Those are read in
 * ranges.
 *
 * @param listed the object as a listing showed it
 */
record GcsInputFile(String location, GcsLocation place, Optional<GcsObject> listed)
    implements InputFile {

  static GcsInputFile of(String location) {
    GcsLocation place = BucketLocation.of(location);
    if (place.path().isEmpty() || location.endsWith("/")) {
      throw new InvalidLocationException(
          "'%s' names no object; a file was expected, such as gs://%s/base.pt"
              .formatted(location, place.bucket()));
    }
    return new GcsInputFile(location, place, Optional.empty());
  }

  /** Returns the file of an object that a listing showed, which is not requested again. */
  static GcsInputFile listed(GcsObject object) {
    GcsLocation place = object.location();
    return new GcsInputFile(place.toString(), place, Optional.of(object));
  }

  @Override
  public boolean exists() {
    if (listed.isPresent()) {
      return true;
    }
    try {
      return buckets().input(place).isPresent();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public long size() throws IOException {
    return object().size();
  }

  @Override
  public SeekableByteChannel open() throws IOException {
    GcsObject object = object();
    if (object.size() <= GcsChannel.LARGEST_PIECE || !buckets().cache().hasRoomFor(object)) {
      return GcsChannel.open(buckets().client(), object);
    }
    return FileChannel.open(cached(object), StandardOpenOption.READ);
  }

  @Override
  public Path localPath() throws IOException {
    return cached(object());
  }

  @Override
  public String sha256() throws IOException {
    return FileDigests.sha256(object(), this::open);
  }

  /** Returns the object, because the content of a generation never changes. */
  @Override
  public Object state() throws IOException {
    return object();
  }

  @Override
  public InputFile pinned(String sha256) {
    return this;
  }

  private Path cached(GcsObject object) throws IOException {
    return buckets().cache().file(buckets().client(), object);
  }

  private GcsObject object() throws IOException {
    if (listed.isPresent()) {
      return buckets().listed(listed.get());
    }
    Optional<GcsObject> object = buckets().input(place);
    if (object.isEmpty()) {
      GcsClient client = buckets().client();
      client.checkBucket(place);
      throw new IOException("there is no object '%s'".formatted(location));
    }
    return object.get();
  }

  private static Buckets buckets() {
    return Buckets.current();
  }
}
