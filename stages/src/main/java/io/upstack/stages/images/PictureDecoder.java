package io.upstack.stages.images;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Decodes a PNG or a JPEG. A rotation in its Exif data is ignored. */
final class PictureDecoder {
  /**
   * The beginnings of warnings that something is missing. Pixels do not depend on what other
   * warnings are about.
   */
  private static final Pattern DAMAGE = Pattern.compile("Corrupt|Premature|Truncated|Invalid SOS");

  private final String description;
  private final byte[] content;
  private final ImageSize size;

  /**
   * @param description the name of the file in messages
   * @param content the file's bytes, whose header gives this size
   */
  PictureDecoder(String description, byte[] content, ImageSize size) {
    this.description = description;
    this.content = content;
    this.size = size;
  }

  /**
   * Decodes the picture and writes height x width x 3 bytes.
   *
   * @param offset the offset in the target
   * @throws UndecodablePictureException if it is damaged, truncated, or of an unsupported kind
   */
  void decode(byte[] target, int offset) throws IOException {
    PictureFormat format =
        PictureFormat.of(content)
            .orElseThrow(() -> undecodable("it does not begin as a PNG or a JPEG"));
    OptionalInt colours =
        switch (format) {
          case PNG -> PngChunks.check(content, description);
          case JPEG -> OptionalInt.empty();
        };
    BufferedImage image =
        switch (format) {
          case PNG -> decoded("png", content);
          case JPEG -> decoded("jpeg", JpegColours.settled(content, description));
        };
    if (image.getHeight() != size.height() || image.getWidth() != size.width()) {
      throw undecodable(
          "its content is of %dx%d pixels, its header says %s"
              .formatted(image.getHeight(), image.getWidth(), size));
    }
    try {
      RgbPixels.write(image, colours, target, offset);
    } catch (RuntimeException exception) {
      throw new UndecodablePictureException(description, exception.getMessage(), exception);
    }
  }

  private BufferedImage decoded(String format, byte[] bytes) throws IOException {
    ImageReader reader = ImageIO.getImageReadersByFormatName(format).next();
    List<String> warnings = new ArrayList<>();
    try (ImageInputStream input =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
      reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
      reader.setInput(input, true, true);
      BufferedImage image = reader.read(0);
      requireWhole(warnings);
      return image;
    } catch (UndecodablePictureException exception) {
      throw exception;
    } catch (IOException | RuntimeException exception) {
      throw new UndecodablePictureException(description, reason(exception), exception);
    } finally {
      reader.dispose();
    }
  }

  /**
   * Requires a complete picture. The JPEG decoder fills missing parts with gray, and only warns.
   */
  private void requireWhole(List<String> warnings) throws UndecodablePictureException {
    for (String warning : warnings) {
      boolean isHarmless = warning.contains("extraneous bytes");
      if (!isHarmless && DAMAGE.matcher(warning).lookingAt()) {
        throw undecodable(warning);
      }
    }
  }

  private static String reason(Exception exception) {
    String message = exception.getMessage();
    return message == null ? exception.getClass().getSimpleName() : message;
  }

  private UndecodablePictureException undecodable(String problem) {
    return new UndecodablePictureException(description, problem);
  }
}
