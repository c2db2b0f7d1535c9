package io.upstack.stages.arrays;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NpzFrameTest {
  private static final NamedArray LABELS =
      NamedArray.ofLongs("arr_1", List.of(3L), new long[] {5, 0, 7});

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void withTheDataBetweenItIsTheFileThatTheWriterWrites(boolean labelled) throws IOException {
    byte[] data = new byte[3 * 4 * 5 * 3];
    new Random(3).nextBytes(data);
    NamedArray images = NamedArray.ofBytes("arr_0", List.of(3L, 4L, 5L, 3L), data);
    List<NamedArray> following = labelled ? List.of(LABELS) : List.of();
    CRC32 crc32 = new CRC32();
    crc32.update(data);

    NpzFrame frame = NpzFrame.of(withoutContent(images), (int) crc32.getValue(), following);
    ByteArrayOutputStream framed = new ByteArrayOutputStream();
    frame.writeBefore(framed);
    framed.writeBytes(data);
    frame.writeAfter(framed);

    ByteArrayOutputStream written = new ByteArrayOutputStream();
    NpzWriter.write(written, labelled ? List.of(images, LABELS) : List.of(images));
    assertThat(framed.toByteArray()).isEqualTo(written.toByteArray());
  }

  /** The frame uses zip64 where the data need it. */
  @Test
  void dataMayBeMoreThanFourGigabytes() throws IOException {
    List<Long> shape = List.of(50_000L, 256L, 256L, 3L);
    long bytes = 50_000L * 256 * 256 * 3;
    NamedArray images =
        withoutContent(new NamedArray("arr_0", ElementType.UINT8, shape, output -> {}));
    NpzFrame frame = NpzFrame.of(images, 0, List.of(LABELS));
    SparseChannel channel = new SparseChannel();
    frame.writeBefore(Channels.newOutputStream(channel));
    channel.position(channel.position() + bytes);
    frame.writeAfter(Channels.newOutputStream(channel));

    try (NpzFile npz = NpzFile.open(channel, "large.npz");
        ArrayReader array = npz.array("arr_0");
        ArrayReader labels = npz.array("arr_1")) {
      assertThat(array.shape()).isEqualTo(shape);
      assertThat(array.elementType()).isEqualTo(ElementType.UINT8);
      assertThat(labels.toLongs()).containsExactly(5, 0, 7);
    }
  }

  private static NamedArray withoutContent(NamedArray array) {
    return new NamedArray(
        array.name(),
        array.type(),
        array.shape(),
        output -> {
          throw new IllegalStateException("the content is asked for");
        });
  }
}
