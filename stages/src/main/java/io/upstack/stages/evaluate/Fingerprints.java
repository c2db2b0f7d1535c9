package io.upstack.stages.evaluate;

import io.upstack.proto.Fingerprint;
import io.upstack.stages.images.ImageSet;
import io.upstack.stages.images.NpzImages;
import io.upstack.stages.store.InputFile;
import java.io.IOException;

/** Makes fingerprints of the files that a user names. */
public final class Fingerprints {
  private Fingerprints() {}

  /**
   * Returns the fingerprint of images: that of their file if they are in one file, or that of all
   * their files.
   *
   * @throws io.upstack.stages.store.ChangedInputException if the images are pinned and have changed
   */
  public static Fingerprint of(String field, ImageSet images) throws IOException {
    if (images instanceof NpzImages npz) {
      return of(field, npz.file());
    }
    images.requireUnchanged(0, images.images());
    return Fingerprint.newBuilder().setField(field).setSha256(images.sha256()).build();
  }

  /**
   * @param field the field that names the file
   * @throws io.upstack.stages.store.ChangedInputException if the file is pinned and has changed
   */
  public static Fingerprint of(String field, InputFile file) throws IOException {
    file.requireUnchanged();
    return Fingerprint.newBuilder()
        .setField(field)
        .setSha256(file.sha256())
        .setSize(file.size())
        .build();
  }
}
