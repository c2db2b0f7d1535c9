package io.upstack.stages.store;

import io.upstack.stages.store.gcs.GcsLocation;

/** Parses the user's notation for a place in a bucket. */
final class BucketLocation {
  private BucketLocation() {}

  static GcsLocation of(String location) {
    try {
      return GcsLocation.parse(location);
    } catch (IllegalArgumentException e) {
      throw new InvalidLocationException(e.getMessage());
    }
  }
}
