package io.upstack.stages.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.upstack.stages.Growth;
import io.upstack.stages.arrays.ElementType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SafetensorsCheckpointTest {
  @TempDir private Path directory;

  @Test
  void tensorsOfAllTypesAreRead() throws IOException {
    Path file =
        new SafetensorsWriter()
            .withEntry("\"__metadata__\":{\"format\":\"pt\"}")
            .with("f32", "F32", List.of(2L), bytes(8).putFloat(1.5f).putFloat(-2).array())
            .with("f16", "F16", List.of(1L, 1L), new byte[] {0, 0x3c})
            .with("bf16", "BF16", List.of(), new byte[] {(byte) 0x80, 0x3f})
            .with("f64", "F64", List.of(1L), bytes(8).putDouble(3).array())
            .with("none", "F32", List.of(0L, 1L << 40, 1L << 40), new byte[0])
            .with("i64", "I64", List.of(1L), bytes(8).putLong(77).array())
            .with("bool", "BOOL", List.of(3L), new byte[] {1, 0, 1})
            .writeTo(directory.resolve("a.safetensors"));
    try (StateDict read = StateDict.open(file)) {
      read.verify();
      assertThat(read.notes()).isEmpty();
      assertThat(read.tensors().keySet())
          .containsExactly("f32", "f16", "bf16", "f64", "none", "i64", "bool");
      assertThat(floats(read, "f32")).containsExactly(1.5f, -2);
      assertThat(floats(read, "f16")).containsExactly(1);
      assertThat(floats(read, "bf16")).containsExactly(1);
      assertThat(floats(read, "f64")).containsExactly(3);
      assertThat(floats(read, "none")).isEmpty();
      assertThat(read.tensors().get("bf16").shape()).isEmpty();
      ByteArrayOutputStream whole = new ByteArrayOutputStream();
      read.tensors().get("i64").copyTo(ElementType.INT64, Channels.newChannel(whole));
      assertThat(whole.toByteArray()).isEqualTo(bytes(8).putLong(77).array());
    }
  }

  @Test
  void aSharedPrefixIsTakenOff() throws IOException {
    Path file =
        new SafetensorsWriter()
            .with("module.input_blocks.0.0.weight", "F32", List.of(1L), new byte[4])
            .writeTo(directory.resolve("a.safetensors"));
    try (StateDict read = StateDict.open(file)) {
      assertThat(read.tensors()).containsOnlyKeys("input_blocks.0.0.weight");
    }
    assertThatThrownBy(
            () -> StateDict.open(new CheckpointFile(file, Optional.of("ema")), Optional.empty()))
        .isInstanceOf(MalformedCheckpointException.class)
        .hasMessage(
            "%s: holds a single state dict, and none under the key 'ema': leave '#' and the key"
                + " out",
            file);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"a":{"dtype":"F8_E4M3","shape":[4],"data_offsets":[0,4]}} | tensor 'a' is of type F8_E4M3, expected one of BF16, BOOL, F16, F32, F64, I16, I32, I64, I8, U8
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}     | tensor 'a' reaches to element 2 of storage 'a', which has 1 (shape [2], strides [1], offset 0)
          {"a":{"dtype":"F16","shape":[1],"data_offsets":[0,4]}}     | tensor 'a' has 4 bytes, expected 2 for FLOAT16 of shape [1]
          {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}}     | is cut short: its tensors take 8 bytes, and it has 4 behind its header
          {"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}     | has 4 bytes behind its last tensor
          {"a":{"dtype":"F32","shape":[1],"data_offsets":[1,5]}}     | tensor 'a' begins at byte 1 of the data, expected byte 0, where another ends
          {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}} | tensor 'b' begins at byte 0 of the data, expected byte 4, where another ends
          {"a":{"dtype":"F32","shape":[1]}}                          | tensor 'a' lacks dtype, shape, or data_offsets of a beginning and an end
          {"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}    | has a safetensors header with a size or an offset that is not a whole number below 10^18
          {"a":{"dtype":"F32","shape":["1"],"data_offsets":[0,4]}}   | has a safetensors header with a size or an offset that is not a whole number below 10^18
          {"a":{"dtype":"F32","shape":[1e0],"data_offsets":[0,4]}}   | has a safetensors header with a size or an offset that is not a whole number below 10^18
          {"a":{"dtype":"F32","shape":[4294967296,4294967296,4294967296],"data_offsets":[0,4]}} | tensor 'a' has the shape [4294967296, 4294967296, 4294967296], expected at most 2^40 bytes
          """)
  void whatDoesNotAgreeIsRefused(String header, String message) throws IOException {
    assertRefused(SafetensorsWriter.toBytes(header, new byte[4]), message);
  }

  @Test
  void headersThatAreNotJsonAreRefused() throws IOException {
    for (String header :
        List.of(
            "{ ",
            "{]",
            "{\"a\":1}",
            "{\"a\":{\"dtype\":[]}}",
            "{'a':1}",
            "{\"__metadata__\":" + "[".repeat(100_000))) {
      assertRefused(
          SafetensorsWriter.toBytes(header, new byte[4]),
          "has a safetensors header that is not JSON as the format asks for: ");
    }
    assertRefused(SafetensorsWriter.toBytes("{} {}", new byte[0]), "has a safetensors header");
    byte[] large = SafetensorsWriter.toBytes("{}", new byte[0]);
    large[2] = (byte) 0xff;
    large[3] = 0x7f;
    assertRefused(large, "has a safetensors header of 2147418114 bytes, expected at most 8388608");
    large[3] = 0;
    large[2] = 1;
    assertRefused(
        large, "is cut short: its safetensors header has 65538 bytes, the file %d".formatted(10));
    byte[] latin = SafetensorsWriter.toBytes("{\"a\":0}", new byte[0]);
    latin[10] = (byte) 0xe4;
    assertRefused(latin, "has a safetensors header that is not UTF-8");
  }

  @Test
  void everyCutFileIsRefused() throws IOException {
    byte[] whole = two();
    for (int length = 0; length < whole.length; length++) {
      assertRefused(Arrays.copyOf(whole, length), "");
    }
  }

  @Test
  void everyChangedByteIsHarmlessOrRefused() throws IOException {
    byte[] whole = two();
    Random random = new Random(1);
    for (int position = 0; position < whole.length; position++) {
      for (int tries = 0; tries < 10; tries++) {
        byte[] damaged = whole.clone();
        damaged[position] = (byte) random.nextInt(256);
        assertReadOrRefused(damaged);
      }
    }
  }

  @Test
  void movedAndRepeatedPartsAreHarmlessOrRefused() throws IOException {
    byte[] whole = two();
    for (int seed = 0; seed < 2_000; seed++) {
      Random random = new Random(seed);
      int from = Long.BYTES + random.nextInt(whole.length - Long.BYTES);
      int length = random.nextInt(whole.length - from);
      int to = Long.BYTES + random.nextInt(whole.length - Long.BYTES);
      byte[] damaged = new byte[to + length + whole.length - from];
      System.arraycopy(whole, 0, damaged, 0, to);
      System.arraycopy(whole, from, damaged, to, length);
      System.arraycopy(whole, from, damaged, to + length, whole.length - from);
      assertReadOrRefused(damaged);
    }
  }

  @Test
  void twiceTheTensorsTakeTwiceTheTime() throws Exception {
    Growth.assertLinear(
        10_000,
        size -> {
          SafetensorsWriter writer = new SafetensorsWriter();
          for (int index = 0; index < size; index++) {
            writer.with("tensor" + index, "F32", List.of(1L), new byte[4]);
          }
          Path file = writer.writeTo(directory.resolve(size + ".safetensors"));
          return () -> {
            StateDict.open(file).close();
            return null;
          };
        });
  }

  private void assertReadOrRefused(byte[] content) throws IOException {
    Path file = Files.write(directory.resolve("damaged.safetensors"), content);
    try (StateDict read = StateDict.open(file)) {
      for (CheckpointTensor tensor : read.tensors().values()) {
        tensor.copyTo(tensor.elementType(), Channels.newChannel(new ByteArrayOutputStream()));
      }
    } catch (MalformedCheckpointException exception) {
      assertThat(exception).hasMessageStartingWith(file.toString());
    }
  }

  private void assertRefused(byte[] content, String message) throws IOException {
    Path file = Files.write(directory.resolve("refused.safetensors"), content);
    assertThatThrownBy(() -> StateDict.open(file))
        .isInstanceOf(MalformedCheckpointException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(message);
  }

  private static byte[] two() {
    return new SafetensorsWriter()
        .withEntry("\"__metadata__\":{\"format\":\"pt\"}")
        .with("weight", "F32", List.of(2L, 1L), bytes(8).putFloat(1).putFloat(2).array())
        .with("count", "I64", List.of(), new byte[8])
        .toBytes();
  }

  private static ByteBuffer bytes(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static float[] floats(StateDict read, String name) throws IOException {
    return read.tensors().get(name).toFloats();
  }
}
