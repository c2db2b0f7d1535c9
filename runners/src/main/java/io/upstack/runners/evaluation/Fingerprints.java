package io.upstack.runners.evaluation;

import io.upstack.proto.Fingerprint;
import io.upstack.stages.images.ImageSet;
import io.upstack.stages.images.ImageSets;
import io.upstack.stages.store.InputFile;
import java.io.IOException;

/** Makes fingerprints of the files that a user names. */
public final class Fingerprints {
  private Fingerprints() {}

  /** Of images: of their file, if they are in one, or of all their files. */
  public static Fingerprint of(String field, ImageSet images) throws IOException {
    if (ImageSets.directory(images.location()).isEmpty()) {
      return of(field, InputFile.of(images.location()));
    }
    return Fingerprint.newBuilder().setField(field).setSha256(images.sha256()).build();
  }

  /**
   * @param field where the file is named
   */
  public static Fingerprint of(String field, InputFile file) throws IOException {
    return Fingerprint.newBuilder()
        .setField(field)
        .setSha256(file.sha256())
        .setSize(file.size())
        .build();
  }
}
