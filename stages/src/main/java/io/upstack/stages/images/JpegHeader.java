package io.upstack.stages.images;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The content of the segments before the first scan of a JPEG (ITU T.81, annex B).
 *
 * @param saysColours whether a JFIF, Exif or Adobe segment says what the components are
 * @param profiles the segments with color profiles, in order
 */
record JpegHeader(ImageSize size, boolean saysColours, List<Segment> profiles) {
  private static final int PRECISION = 8;
  private static final int CMYK_COMPONENTS = 4;
  private static final int LONGEST_NAME = 11;

  JpegHeader {
    profiles = List.copyOf(profiles);
  }

  /** A segment, from the first byte of its marker to the byte after it. */
  record Segment(long start, long end) {}

  /**
   * @throws UndecodablePictureException if there is no frame, or an unsupported one
   */
  static JpegHeader read(PictureBytes bytes) throws IOException {
    Optional<ImageSize> size = Optional.empty();
    boolean saysColours = false;
    List<Segment> profiles = new ArrayList<>();
    long position = 2;
    while (true) {
      int marker = bytes.at(position, 2).getShort();
      int code = marker & 0xff;
      if ((marker & 0xff00) != 0xff00) {
        throw bytes.undecodable("it has no marker at byte %d".formatted(position));
      }
      if (code == 0xff) {
        // Any number of these bytes can precede a marker, which begins with the last of them.
        position = bytes.behind((byte) 0xff, position) - 1;
      } else if (code == 0x01 || (code >= 0xd0 && code <= 0xd8)) {
        position += 2;
      } else if (code == 0xd9 || code == 0xda) {
        long end = position;
        return new JpegHeader(
            size.orElseThrow(
                () -> bytes.undecodable("it has no frame before byte %d".formatted(end))),
            saysColours,
            profiles);
      } else {
        long end =
            position + 2 + Math.max(2, Short.toUnsignedInt(bytes.at(position + 2, 2).getShort()));
        if (isFrame(code)) {
          size = Optional.of(frame(bytes, position + 4));
        }
        String name =
            new String(bytes.upTo(position + 4, LONGEST_NAME), StandardCharsets.ISO_8859_1);
        saysColours |= saysColours(code, name);
        if (code == 0xe2 && name.equals("ICC_PROFILE")) {
          profiles.add(new Segment(position, end));
        }
        position = end;
      }
    }
  }

  private static boolean isFrame(int code) {
    return code >= 0xc0 && code <= 0xcf && code != 0xc4 && code != 0xc8 && code != 0xcc;
  }

  private static boolean saysColours(int code, String name) {
    return (code == 0xe0 && name.startsWith("JFIF"))
        || (code == 0xe1 && name.startsWith("Exif"))
        || (code == 0xee && name.startsWith("Adobe"));
  }

  private static ImageSize frame(PictureBytes bytes, long position) throws IOException {
    ByteBuffer frame = bytes.at(position, 6);
    if (frame.get(0) != PRECISION) {
      throw bytes.undecodable(
          "it has samples of %d bits, expected %d".formatted(frame.get(0), PRECISION));
    }
    if (frame.get(5) == CMYK_COMPONENTS) {
      throw bytes.undecodable("it is a CMYK JPEG, expected RGB or grey");
    }
    return bytes.size(
        Short.toUnsignedLong(frame.getShort(1)), Short.toUnsignedLong(frame.getShort(3)));
  }
}
