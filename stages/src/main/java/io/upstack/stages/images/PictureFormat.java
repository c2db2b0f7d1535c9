package io.upstack.stages.images;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The format of a picture, identified by the first bytes of its file, because a picture can have
 * the extension of another format.
 */
enum PictureFormat {
  PNG("89504e470d0a1a0a", List.of(".png")),
  JPEG("ffd8ff", List.of(".jpg", ".jpeg"));

  /** The length of the longest signature. */
  static final int SIGNATURE_BYTES = 8;

  private final byte[] signature;
  private final List<String> extensions;

  PictureFormat(String signature, List<String> extensions) {
    this.signature = HexFormat.of().parseHex(signature);
    this.extensions = extensions;
  }

  static Optional<PictureFormat> of(byte[] content) {
    return Arrays.stream(values()).filter(format -> format.begins(content)).findFirst();
  }

  /** Returns whether a file of this name is one of the pictures of its directory. */
  static boolean isNamedLikeOne(String file) {
    String name = file.toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .flatMap(format -> format.extensions.stream())
        .anyMatch(name::endsWith);
  }

  private boolean begins(byte[] content) {
    return content.length >= signature.length
        && Arrays.equals(content, 0, signature.length, signature, 0, signature.length);
  }
}
