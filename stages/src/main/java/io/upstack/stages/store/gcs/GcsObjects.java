package io.upstack.stages.store.gcs;

import com.google.cloud.storage.Blob;
import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.Storage.BlobField;
import com.google.common.io.BaseEncoding;
import com.google.common.primitives.Ints;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Converts objects to and from the types of the official client. */
final class GcsObjects {
  /** All the fields that are requested of an object. Without the rest, a listing is small. */
  static final BlobField[] FIELDS = {
    BlobField.NAME,
    BlobField.GENERATION,
    BlobField.SIZE,
    BlobField.CRC32C,
    BlobField.METADATA,
    BlobField.UPDATED
  };

  private static final String CONTENT_TYPE = "application/octet-stream";

  private GcsObjects() {}

  static GcsObject of(Blob blob) {
    Map<String, String> metadata = new HashMap<>();
    Optional.ofNullable(blob.getMetadata())
        .ifPresent(
            given ->
                given.forEach(
                    (key, value) -> metadata.put(key, Optional.ofNullable(value).orElse(""))));
    return new GcsObject(
        new GcsLocation(blob.getBucket(), blob.getName()),
        blob.getGeneration(),
        // If replies are made of protobuf messages, zero is left out.
        Optional.ofNullable(blob.getSize()).orElse(0L),
        Ints.fromByteArray(BaseEncoding.base64().decode(blob.getCrc32c())),
        metadata,
        // If a server keeps no times, everything counts as new.
        Optional.ofNullable(blob.getUpdateTimeOffsetDateTime())
            .map(OffsetDateTime::toInstant)
            .orElse(Instant.MAX));
  }

  static BlobId id(GcsLocation location) {
    return BlobId.of(location.bucket(), location.path());
  }

  static BlobId id(GcsObject object) {
    return BlobId.of(object.location().bucket(), object.location().path(), object.generation());
  }

  static BlobInfo info(GcsLocation location, Map<String, String> metadata) {
    return BlobInfo.newBuilder(id(location))
        .setContentType(CONTENT_TYPE)
        .setMetadata(metadata)
        .build();
  }

  static BlobInfo info(GcsLocation location, GcsContent content) {
    return info(location, content.metadata()).toBuilder()
        .setCrc32c(BaseEncoding.base64().encode(Ints.toByteArray(content.crc32c())))
        .build();
  }
}
