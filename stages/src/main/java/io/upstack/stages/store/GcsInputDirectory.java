package io.upstack.stages.store;

import io.upstack.stages.store.gcs.GcsClient;
import io.upstack.stages.store.gcs.GcsLocation;
import io.upstack.stages.store.gcs.GcsObject;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The objects of a bucket under a path. They are found by listing, a thousand per request, and are
 * opened without asking for each one again.
 */
record GcsInputDirectory(String location, GcsLocation place) implements InputDirectory {
  private static final Pattern HIDDEN = Pattern.compile("(^|/)\\.");

  /**
   * Finds the directory with one request.
   *
   * @throws IOException if the bucket can't be listed, or if there is nothing under a location that
   *     cannot be an object
   */
  static Optional<GcsInputDirectory> find(String location) throws IOException {
    GcsLocation place = BucketLocation.of(location);
    if (client().isDirectory(place)) {
      return Optional.of(new GcsInputDirectory(location, place));
    }
    if (place.path().isEmpty() || location.endsWith("/")) {
      throw new IOException("there are no objects under '%s'".formatted(location));
    }
    return Optional.empty();
  }

  @Override
  public boolean has(String name) throws IOException {
    return client().find(place.child(name)).isPresent();
  }

  @Override
  public Optional<InputDirectory> directory(String name) throws IOException {
    return find(place.child(name).toString()).map(directory -> directory);
  }

  @Override
  public List<Entry> files() throws IOException {
    return client().list(place, place.prefix()).stream()
        .map(object -> new Entry(name(object), GcsInputFile.listed(object)))
        .filter(entry -> !HIDDEN.matcher(entry.name()).find())
        .sorted(Comparator.comparing(Entry::name))
        .toList();
  }

  private String name(GcsObject object) {
    return object.location().path().substring(place.prefix().length());
  }

  private static GcsClient client() throws IOException {
    return Buckets.current().client();
  }
}
