package io.upstack.runners.evaluation;

import io.upstack.proto.Fingerprint;
import io.upstack.stages.store.InputFile;
import java.io.IOException;

/** Makes fingerprints of the files that a user names. */
public final class Fingerprints {
  private Fingerprints() {}

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
