package io.upstack.stages.store.gcs;

import com.google.api.gax.paging.Page;
import com.google.cloud.storage.Blob;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.Storage.BlobListOption;
import com.google.cloud.storage.StorageException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Lists the objects under a place in a bucket. */
final class GcsListings {
  private static final long PAGE = 1000;

  private final Storage storage;

  GcsListings(Storage storage) {
    this.storage = storage;
  }

  /**
   * Returns all objects whose paths begin with the prefix, except those that represent directories.
   */
  List<GcsObject> list(GcsLocation root, String prefix) throws IOException {
    List<GcsObject> objects = new ArrayList<>();
    try {
      page(root, prefix, PAGE)
          .iterateAll()
          .forEach(
              blob -> {
                if (!blob.getName().endsWith("/")) {
                  objects.add(GcsObjects.of(blob));
                }
              });
      return objects;
    } catch (StorageException e) {
      throw GcsFailures.of(GcsAction.LIST, root, e);
    }
  }

  boolean isDirectory(GcsLocation root) throws IOException {
    try {
      return page(root, root.prefix(), 1).iterateAll().iterator().hasNext();
    } catch (StorageException e) {
      throw GcsFailures.of(GcsAction.LIST, root, e);
    }
  }

  void check(GcsLocation root) throws IOException {
    try {
      page(root, root.prefix(), 1);
    } catch (StorageException e) {
      throw GcsFailures.of(GcsAction.LIST, root, e);
    }
  }

  private Page<Blob> page(GcsLocation root, String prefix, long size) {
    return storage.list(
        root.bucket(),
        BlobListOption.prefix(prefix),
        BlobListOption.pageSize(size),
        BlobListOption.fields(GcsObjects.FIELDS));
  }
}
