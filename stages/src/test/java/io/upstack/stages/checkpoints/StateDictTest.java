package io.upstack.stages.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.upstack.stages.arrays.ElementType;
import io.upstack.stages.checkpoints.PickleWriter.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StateDictTest {
  private static final byte[] SIX_FLOATS = floats(0, 1, 2, 3, 4, 5);

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "FloatStorage, FLOAT32",
    "HalfStorage, FLOAT16",
    "BFloat16Storage, BFLOAT16",
    "DoubleStorage, FLOAT64",
    "LongStorage, INT64",
    "IntStorage, INT32",
    "ShortStorage, INT16",
    "CharStorage, INT8",
    "ByteStorage, UINT8",
    "BoolStorage, BOOL"
  })
  void everyStorageTypeIsReadAsItIs(String storage, ElementType type) throws IOException {
    byte[] content = new byte[6 * type.size()];
    for (int index = 0; index < content.length; index++) {
      content[index] = (byte) (index * 37);
    }
    try (StateDict dict = open(Tensor.contiguous(storage, "0", 2, 3), content)) {
      CheckpointTensor tensor = dict.tensors().get("weight");
      assertThat(tensor.elementType()).isEqualTo(type);
      assertThat(tensor.shape()).containsExactly(2L, 3L);
      assertThat(tensor.isContiguous()).isTrue();
      assertThat(bytes(tensor, type)).isEqualTo(content);
    }
  }

  @Test
  void tensorsStandInTheOrderOfTheFileAndMayShareAStorage() throws IOException {
    PickleWriter pickle =
        PickleWriter.stateDict()
            .entry("second", Tensor.contiguous("FloatStorage", "0", 2).at(4, 6))
            .entry("first", Tensor.contiguous("FloatStorage", "0", 2, 2).at(0, 6))
            .end();
    try (StateDict dict = open(pickle, SIX_FLOATS)) {
      assertThat(dict.tensors().keySet()).containsExactly("second", "first");
      assertThat(dict.tensors().get("second").toFloats()).containsExactly(4, 5);
      assertThat(dict.tensors().get("second").storageOffset()).isEqualTo(4);
      assertThat(dict.tensors().get("first").toFloats()).containsExactly(0, 1, 2, 3);
    }
  }

  @Test
  void stridedTensorsAreGatheredInRowMajorOrder() throws IOException {
    Tensor transposed = Tensor.contiguous("FloatStorage", "0", 3, 2).strided(1, 3);
    try (StateDict dict = open(transposed, SIX_FLOATS)) {
      CheckpointTensor tensor = dict.tensors().get("weight");
      assertThat(tensor.isContiguous()).isFalse();
      assertThat(tensor.strides()).containsExactly(1L, 3L);
      assertThat(tensor.toFloats()).containsExactly(0, 3, 1, 4, 2, 5);
      assertThat(bytes(tensor, ElementType.FLOAT32)).isEqualTo(floats(0, 3, 1, 4, 2, 5));
    }
  }

  @Test
  void expandedTensorsRepeatTheirElements() throws IOException {
    Tensor expanded = Tensor.contiguous("FloatStorage", "0", 2, 3).strided(0, 1).at(3, 6);
    try (StateDict dict = open(expanded, SIX_FLOATS)) {
      assertThat(dict.tensors().get("weight").toFloats()).containsExactly(3, 4, 5, 3, 4, 5);
    }
  }

  @Test
  void tensorsOfNoDimensionAndOfNoElementAreRead() throws IOException {
    PickleWriter pickle =
        PickleWriter.stateDict()
            .entry("single", Tensor.contiguous("FloatStorage", "0").at(2, 6))
            .entry("none", Tensor.contiguous("FloatStorage", "0", 0, 3).at(0, 6))
            .end();
    try (StateDict dict = open(pickle, SIX_FLOATS)) {
      assertThat(dict.tensors().get("single").shape()).isEmpty();
      assertThat(dict.tensors().get("single").toFloats()).containsExactly(2);
      assertThat(dict.tensors().get("none").toFloats()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"FLOAT16", "BFLOAT16", "FLOAT64"})
  void floatingPointTypesConvertThereAndBack(ElementType target) throws IOException {
    try (StateDict dict = open(Tensor.contiguous("FloatStorage", "0", 6), SIX_FLOATS)) {
      byte[] converted = bytes(dict.tensors().get("weight"), target);
      String storage =
          switch (target) {
            case FLOAT16 -> "HalfStorage";
            case BFLOAT16 -> "BFloat16Storage";
            default -> "DoubleStorage";
          };
      try (StateDict back = open(Tensor.contiguous(storage, "0", 6), converted)) {
        assertThat(bytes(back.tensors().get("weight"), ElementType.FLOAT32)).isEqualTo(SIX_FLOATS);
      }
    }
  }

  @Test
  void otherConversionsAreRefused() throws IOException {
    try (StateDict dict = open(Tensor.contiguous("LongStorage", "0", 1), new byte[8])) {
      CheckpointTensor tensor = dict.tensors().get("weight");
      assertThatThrownBy(() -> bytes(tensor, ElementType.FLOAT32))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("tensor 'weight' is of INT64, which does not become FLOAT32");
    }
  }

  @Test
  void parametersAndTheStateOfAnOrderedDictionaryAreRead() throws IOException {
    PickleWriter pickle =
        new PickleWriter()
            .protocol(2)
            .global("collections", "OrderedDict")
            .opcodes(")Rq\0(")
            .text("weight")
            .global("torch._utils", "_rebuild_parameter")
            .opcodes("(")
            .tensor(Tensor.contiguous("FloatStorage", "0", 6))
            .opcodes("\u0088}tRu")
            .opcodes("}")
            .text("_metadata")
            .opcodes("}")
            .text("")
            .opcodes("}")
            .text("version")
            .whole(1)
            .opcodes("sssb.");
    try (StateDict dict = open(pickle, SIX_FLOATS)) {
      assertThat(dict.tensors().keySet()).containsExactly("weight");
      assertThat(dict.tensors().get("weight").toFloats()).containsExactly(0, 1, 2, 3, 4, 5);
    }
  }

  @Test
  void laterProtocolsAreRead() throws IOException {
    PickleWriter pickle =
        new PickleWriter()
            .protocol(4)
            .opcodes("\u0095\u00ff\0\0\0\0\0\0\0}\u0094(\u008c\u0006weight\u0094")
            .opcodes("\u008c\u000ctorch._utils\u0094\u008c\u0012_rebuild_tensor_v2\u0094\u0093")
            .opcodes("((\u008c\u0007storage\u0094\u008c\u0005torch\u0094")
            .opcodes("\u008c\u000cFloatStorage\u0094\u0093\u0094\u008c\u00010\u008c\u0003cpuK\6tQ")
            .opcodes("K\0K\6\u0085K\1\u0085\u0089}t\u0094Ru.");
    try (StateDict dict = open(pickle, SIX_FLOATS)) {
      assertThat(dict.tensors().get("weight").toFloats()).containsExactly(0, 1, 2, 3, 4, 5);
    }
  }

  @Test
  void damageInAStorageIsFoundByVerify() throws IOException {
    PickleWriter pickle =
        PickleWriter.stateDict().entry("weight", Tensor.contiguous("FloatStorage", "0", 6)).end();
    byte[] file = CheckpointWriter.of(pickle).with("data/0", SIX_FLOATS).toBytes();
    int position = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).capacity();
    while (ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getFloat(position - 4) != 5f) {
      position--;
    }
    file[position - 1] ^= 1;
    Path damaged = Files.write(directory.resolve("damaged.pt"), file);
    try (StateDict dict = StateDict.open(damaged)) {
      assertThatThrownBy(dict::verify)
          .isInstanceOf(MalformedCheckpointException.class)
          .hasMessageMatching(
              ".*damaged.pt: member 'archive/data/0' is damaged: its CRC-32 is \\w+, expected \\w+");
    }
  }

  private StateDict open(Tensor tensor, byte[] storage) throws IOException {
    return open(PickleWriter.stateDict().entry("weight", tensor).end(), storage);
  }

  private StateDict open(PickleWriter pickle, byte[] storage) throws IOException {
    Path file = directory.resolve("file%d.pt".formatted(storage.length));
    CheckpointWriter.of(pickle)
        .with("byteorder", "little")
        .with("data/0", storage)
        .with("version", "3\n")
        .writeTo(file);
    StateDict dict = StateDict.open(file);
    dict.verify();
    return dict;
  }

  private static byte[] bytes(CheckpointTensor tensor, ElementType type) throws IOException {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    tensor.copyTo(type, Channels.newChannel(output));
    return output.toByteArray();
  }

  private static byte[] floats(float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
    bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
    return bytes.array();
  }
}
