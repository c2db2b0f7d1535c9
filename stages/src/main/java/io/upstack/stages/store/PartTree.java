package io.upstack.stages.store;

import static java.util.Locale.ROOT;

import com.google.common.collect.Lists;
import io.upstack.stages.checksums.CyclicRedundancy;
import io.upstack.stages.store.ObjectAssembly.Standing;
import io.upstack.stages.store.gcs.GcsClient;
import io.upstack.stages.store.gcs.GcsLocation;
import io.upstack.stages.store.gcs.GcsObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Joins objects on the server, which takes 32 at once. The results are joined in turn, as often as
 * needed. The expected checksum of a joint follows from those of its parts, and is compared with
 * the one that the bucket reports.
 *
 * @param directory the directory of the joints
 */
record PartTree(GcsClient client, GcsLocation directory) {
  private static final int MOST_AT_ONCE = 32;

  GcsObject join(List<GcsObject> parts, GcsLocation target, Standing existing) throws IOException {
    Checksum whole = checksum(parts);
    Optional<GcsObject> before =
        existing == Standing.REPLACED ? client.find(target) : Optional.empty();
    if (before.filter(object -> isOf(whole, object)).isPresent()) {
      return before.get();
    }
    try {
      List<GcsObject> level = parts;
      for (int height = 0; level.size() > MOST_AT_ONCE; height++) {
        level = joints(level, height);
      }
      return compose(target, level, before.map(GcsObject::generation).orElse(0L));
    } catch (IOException e) {
      // Another process that makes the same object may have been first and have deleted the parts.
      Optional<GcsObject> now = client.find(target);
      if (now.filter(object -> isOf(whole, object)).isPresent()) {
        return now.get();
      }
      if (existing == Standing.KEPT && now.isPresent()) {
        throw madeMeanwhile(target);
      }
      throw areAllThere(parts) ? e : contended(e);
    }
  }

  private boolean areAllThere(List<GcsObject> parts) throws IOException {
    for (GcsObject part : parts) {
      Optional<GcsObject> now = client.find(part.location());
      if (now.filter(object -> object.generation() == part.generation()).isEmpty()) {
        return false;
      }
    }
    return true;
  }

  private IOException contended(IOException cause) {
    return new IOException(
        ("%s is used by another merge into the same object, which has removed parts of this one;"
                + " run the command again when the other has ended")
            .formatted(directory),
        cause);
  }

  private static IOException madeMeanwhile(GcsLocation place) {
    return new IOException(
        "%s was made by something else meanwhile, and is not overwritten".formatted(place));
  }

  private List<GcsObject> joints(List<GcsObject> level, int height) throws IOException {
    List<GcsObject> joints = new ArrayList<>();
    for (List<GcsObject> some : Lists.partition(level, MOST_AT_ONCE)) {
      GcsLocation place =
          directory.child(
              String.format(
                  ROOT, "joint-%d-%05d-%08x", height, joints.size(), checksum(some).crc32c()));
      Optional<GcsObject> before = client.find(place);
      joints.add(
          before.filter(object -> isOf(checksum(some), object)).isPresent()
              ? before.get()
              : compose(place, some, before.map(GcsObject::generation).orElse(0L)));
    }
    return joints;
  }

  private GcsObject compose(GcsLocation place, List<GcsObject> some, long generation)
      throws IOException {
    Checksum expected = checksum(some);
    Optional<GcsObject> made =
        client.compose(place, some, RecordedChecksum.of(expected), generation);
    if (made.isEmpty()) {
      throw madeMeanwhile(place);
    }
    if (!isOf(expected, made.get())) {
      client.delete(made.get());
      throw new IOException(
          "%s was joined to CRC32C and size %s, expected %s; it is deleted: try again"
              .formatted(
                  place,
                  new Checksum(made.get().crc32c(), made.get().size()).toLine(),
                  expected.toLine()));
    }
    return made.get();
  }

  private static Checksum checksum(List<GcsObject> objects) {
    Checksum all = new Checksum(0, 0);
    for (GcsObject object : objects) {
      all =
          new Checksum(
              CyclicRedundancy.CRC32C.combine(all.crc32c(), object.crc32c(), object.size()),
              all.size() + object.size());
    }
    return all;
  }

  private static boolean isOf(Checksum checksum, GcsObject object) {
    return object.crc32c() == checksum.crc32c() && object.size() == checksum.size();
  }
}
