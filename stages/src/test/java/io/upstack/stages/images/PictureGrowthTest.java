package io.upstack.stages.images;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.Bytes;
import io.upstack.stages.Growth;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures take time and memory in proportion to their files. */
class PictureGrowthTest {
  private static final int AFTER_START = 2;
  private static final int AFTER_HEADER = 33;

  @TempDir private Path folder;

  @Test
  void fillBytesOfAJpegAreReadAsFastAsTheyComeFromTheFile() throws Exception {
    Growth.assertLinear(
        1 << 22, bytes -> decoding(jpegWith(fill(bytes)), "fill-%d.jpg".formatted(bytes)));
  }

  /** Some programs pad their files so. */
  @Test
  void twentyMegabytesOfFillBytesTakeSeconds() throws Exception {
    Callable<?> decoding = decoding(jpegWith(fill(20 << 20)), "long.jpg");
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadCpuTime();
    decoding.call();
    assertThat(Duration.ofNanos(threads.getCurrentThreadCpuTime() - before))
        .isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void fillBytesAreNotAskedForOneByOne() throws IOException {
    byte[] content = jpegWith(fill(1 << 20));
    CountedFile file = new CountedFile(Files.write(folder.resolve("fill.jpg"), content));
    assertThat(new Picture("fill.jpg", file).size()).isEqualTo(new ImageSize(8, 8));
    assertThat(file.bytes().get()).isLessThan(content.length * 5L / 4);
  }

  @Test
  void shortSegmentsOfAJpegAreReadInLinearTime() throws Exception {
    byte[] comment = {(byte) 0xff, (byte) 0xfe, 0, 2};
    Growth.assertLinear(
        1 << 18,
        count -> decoding(jpegWith(repeated(comment, count)), "short-%d.jpg".formatted(count)));
  }

  @Test
  void chunksOfAPngAreReadInLinearTime() throws Exception {
    Growth.assertLinear(
        1 << 16,
        count ->
            decoding(
                inserted(picture("png"), AFTER_HEADER, repeated(emptyChunk(), count)),
                "chunks-%d.png".formatted(count)));
  }

  private Callable<?> decoding(byte[] content, String name) throws IOException {
    Picture picture = PictureFixtures.picture(Files.write(folder.resolve(name), content));
    return () -> {
      ImageSize size = picture.size();
      byte[] pixels = new byte[size.bytes()];
      picture.decode(size, pixels, 0);
      return pixels;
    };
  }

  private static byte[] jpegWith(byte[] before) throws IOException {
    return inserted(picture("jpeg"), AFTER_START, before);
  }

  private static byte[] inserted(byte[] content, int place, byte[] added) {
    return Bytes.concat(
        Arrays.copyOf(content, place), added, Arrays.copyOfRange(content, place, content.length));
  }

  private static byte[] fill(int bytes) {
    byte[] fill = new byte[bytes];
    Arrays.fill(fill, (byte) 0xff);
    return fill;
  }

  private static byte[] repeated(byte[] part, int count) {
    ByteBuffer parts = ByteBuffer.allocate(part.length * count);
    for (int index = 0; index < count; index++) {
      parts.put(part);
    }
    return parts.array();
  }

  private static byte[] emptyChunk() {
    byte[] type = {'t', 'E', 'X', 't'};
    CRC32 crc32 = new CRC32();
    crc32.update(type);
    return ByteBuffer.allocate(12).putInt(0).put(type).putInt((int) crc32.getValue()).array();
  }

  private static byte[] picture(String format) throws IOException {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB), format, output);
    return output.toByteArray();
  }
}
