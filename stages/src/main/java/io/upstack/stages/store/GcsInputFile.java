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
 * An object of a bucket that is read. All but small ones are downloaded once a machine, unless they
 * are so large that they would push everything else out of the cache: those are read in ranges.
 */
record GcsInputFile(String location, GcsLocation place) implements InputFile {

  static GcsInputFile of(String location) {
    GcsLocation place = BucketLocation.of(location);
    if (place.path().isEmpty() || location.endsWith("/")) {
      throw new InvalidLocationException(
          "'%s' names no object; a file was expected, such as gs://%s/base.pt"
              .formatted(location, place.bucket()));
    }
    return new GcsInputFile(location, place);
  }

  @Override
  public boolean exists() {
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
    GcsObject object = object();
    if (!buckets().cache().hasRoomFor(object)) {
      return FileDigests.digest(this::open);
    }
    Path file = cached(object);
    return FileDigests.sha256(
        file,
        FileStamp.of(file).orElseThrow(() -> new IOException(file + " is gone")),
        () -> FileChannel.open(file, StandardOpenOption.READ));
  }

  private Path cached(GcsObject object) throws IOException {
    return buckets().cache().file(buckets().client(), object);
  }

  private GcsObject object() throws IOException {
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
