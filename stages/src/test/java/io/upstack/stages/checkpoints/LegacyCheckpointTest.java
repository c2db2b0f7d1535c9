package io.upstack.stages.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.primitives.Longs;
import io.upstack.stages.Growth;
import io.upstack.stages.arrays.ElementType;
import io.upstack.stages.checkpoints.PickleWriter.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LegacyCheckpointTest {
  private static final Tensor WEIGHT = Tensor.contiguous("FloatStorage", "94230939", 2, 3);
  private static final Tensor COUNT = Tensor.contiguous("LongStorage", "7");

  @TempDir private Path directory;

  @Test
  void readsTensorsOutOfStoragesBehindThePickles() throws IOException {
    PickleWriter pickle =
        PickleWriter.legacyStateDict()
            .entry("weight", WEIGHT)
            .entry("row", Tensor.contiguous("FloatStorage", "94230939", 3).at(3, 6))
            .entry("count", COUNT)
            .end();
    Path file = with(pickle).writeTo(directory.resolve("model.pth"));

    try (StateDict checkpoint = StateDict.open(file)) {
      checkpoint.verify();
      assertThat(checkpoint.tensors()).containsOnlyKeys("weight", "row", "count");
      assertThat(checkpoint.tensors().get("weight").shape()).isEqualTo(List.of(2L, 3L));
      assertThat(checkpoint.tensors().get("weight").toFloats()).containsExactly(1, 2, 3, 4, 5, 6);
      assertThat(checkpoint.tensors().get("row").toFloats()).containsExactly(4, 5, 6);
      ByteArrayOutputStream count = new ByteArrayOutputStream();
      checkpoint.tensors().get("count").copyTo(ElementType.INT64, Channels.newChannel(count));
      assertThat(count.toByteArray()).isEqualTo(Longs.toByteArray(Long.reverseBytes(77)));
    }
  }

  @Test
  void twiceTheTensorsTakeTwiceTheTime() throws Exception {
    Growth.assertLinear(
        4_000,
        size -> {
          PickleWriter pickle = PickleWriter.legacyStateDict();
          for (int index = 0; index < size; index++) {
            pickle.entry("tensor" + index, Tensor.contiguous("FloatStorage", "s" + index, 1));
          }
          LegacyCheckpointWriter writer = LegacyCheckpointWriter.of(pickle.end());
          for (int index = 0; index < size; index++) {
            writer.with("s" + index, 1, new byte[Float.BYTES]);
          }
          Path file = writer.writeTo(directory.resolve(size + ".pth"));
          return () -> {
            try (StateDict checkpoint = StateDict.open(file)) {
              checkpoint.verify();
              float sum = 0;
              for (String name : checkpoint.tensors().keySet()) {
                sum += checkpoint.tensors().get(name).toFloats()[0];
              }
              return sum;
            }
          };
        });
  }

  @Test
  void refusesForeignGlobals() throws IOException {
    PickleWriter pickle =
        PickleWriter.legacyStateDict()
            .text("evil")
            .global("os", "system")
            .text("rm")
            .opcodes("\u0085R")
            .end();
    assertRefused(with(pickle).toBytes(), "its pickle names what is not allowed in a state dict:");
  }

  @Test
  void refusesWhatDoesNotAgree() throws IOException {
    assertRefused(
        with(both()).ofProtocol(1002).toBytes(),
        "is of another version of PyTorch's old format, expected 1001");
    assertRefused(
        LegacyCheckpointWriter.of(both()).with("7", 1, new byte[8]).toBytes(),
        "lacks the storage '94230939'");
    assertRefused(
        with(both()).with("8", 0, new byte[0]).toBytes(),
        "lists a storage that belongs to no tensor");
    assertRefused(
        with(both()).with("7", 2, new byte[8]).toBytes(), "storage '7' has 2 elements, expected 1");
    assertRefused(
        with(PickleWriter.legacyStateDict()
                .entry("weight", WEIGHT)
                .entry("other", Tensor.contiguous("HalfStorage", "94230939", 6))
                .end())
            .toBytes(),
        "has tensors that do not agree on the type and size of storage '94230939'");
  }

  @Test
  void refusesEveryCutFile() throws IOException {
    byte[] whole = with(both()).toBytes();
    assertRefused(
        Arrays.copyOf(whole, whole.length - 1),
        "is cut short: storage '7' ends at byte %d, the file at byte %d"
            .formatted(whole.length, whole.length - 1));
    Path file = directory.resolve("cut.pth");
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> StateDict.open(file))
          .isInstanceOf(MalformedCheckpointException.class)
          .hasMessageContaining(file.toString());
    }
  }

  @Test
  void everyFlippedByteIsHarmlessOrRefused() throws IOException {
    byte[] whole = with(both()).toBytes();
    Path file = directory.resolve("damaged.pth");
    Random random = new Random(1);
    for (int position = 0; position < whole.length; position++) {
      byte[] damaged = whole.clone();
      damaged[position] = (byte) random.nextInt(256);
      Files.write(file, damaged);
      try (StateDict checkpoint = StateDict.open(file)) {
        assertThat(checkpoint.tensors()).hasSizeBetween(0, 2);
      } catch (MalformedCheckpointException exception) {
        assertThat(exception).hasMessageContaining(file.toString());
      }
    }
  }

  private static PickleWriter both() {
    return PickleWriter.legacyStateDict().entry("weight", WEIGHT).entry("count", COUNT).end();
  }

  private static LegacyCheckpointWriter with(PickleWriter pickle) {
    ByteBuffer floats = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 1; i <= 6; i++) {
      floats.putFloat(i);
    }
    ByteBuffer count = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(77);
    return LegacyCheckpointWriter.of(pickle)
        .with("94230939", 6, floats.array())
        .with("7", 1, count.array());
  }

  private void assertRefused(byte[] content, String message) throws IOException {
    Path file = Files.write(directory.resolve("refused.pth"), content);
    assertThatThrownBy(() -> StateDict.open(file))
        .isInstanceOf(MalformedCheckpointException.class)
        .hasMessageStartingWith(file + ": " + message);
  }
}
