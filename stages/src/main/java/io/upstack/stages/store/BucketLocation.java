package io.upstack.stages.store;

import io.upstack.stages.store.gcs.GcsLocation;

/** Reads what users write for a place in a bucket. */
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
