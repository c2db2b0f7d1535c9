package io.upstack.stages.programs;

import io.upstack.stages.arrays.ElementType;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Writes the {@code data.pkl} of a TorchScript archive: one object whose attributes are tensors
 * (pickle protocol 2, as torch/csrc/jit/serialization/pickler.cpp writes it).
 */
final class PickleWriter {
  private static final int BININT_SIZE = 5;
  private static final int LONG1_SIZE = 10;

  private final ByteArrayOutputStream output = new ByteArrayOutputStream();

  private PickleWriter() {}

  /**
   * Returns an empty tuple, which is the {@code constants.pkl} of a program that has only
   * attributes.
   */
  static byte[] emptyTuple() {
    return new byte[] {(byte) 0x80, 2, ')', '.'};
  }

  /**
   * Returns an instance of {@code className} with {@code training} false and one tensor per
   * attribute. The bytes of the i-th tensor are the archive's record {@code data/i}.
   */
  static byte[] module(String className, Map<String, TensorData> attributes) {
    PickleWriter writer = new PickleWriter();
    writer.output.write(0x80);
    writer.output.write(2);
    writer.global("__torch__", className);
    writer.output.write(')');
    writer.output.write(0x81);
    writer.output.write('}');
    writer.output.write('(');
    writer.string("training");
    writer.output.write(0x89);
    int record = 0;
    for (Map.Entry<String, TensorData> attribute : attributes.entrySet()) {
      writer.string(attribute.getKey());
      writer.tensor(attribute.getValue(), record++);
    }
    writer.output.write('u');
    writer.output.write('b');
    writer.output.write('.');
    return writer.output.toByteArray();
  }

  private void tensor(TensorData tensor, int record) {
    global("torch._utils", "_rebuild_tensor_v2");
    output.write('(');
    output.write('(');
    string("storage");
    global("torch", storageClass(tensor.elementType()));
    string(Integer.toString(record));
    string("cpu");
    integer(tensor.elements());
    output.write('t');
    output.write('Q');
    integer(0);
    tuple(tensor.shape());
    tuple(tensor.strides());
    output.write(0x89);
    global("collections", "OrderedDict");
    output.write(')');
    output.write('R');
    output.write('t');
    output.write('R');
  }

  private void tuple(List<Long> values) {
    output.write('(');
    values.forEach(this::integer);
    output.write('t');
  }

  private void global(String module, String name) {
    output.write('c');
    output.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private void string(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    ByteBuffer buffer =
        ByteBuffer.allocate(BININT_SIZE + bytes.length).order(ByteOrder.LITTLE_ENDIAN);
    output.writeBytes(buffer.put((byte) 'X').putInt(bytes.length).put(bytes).array());
  }

  private void integer(long value) {
    if (value == (int) value) {
      ByteBuffer buffer = ByteBuffer.allocate(BININT_SIZE).order(ByteOrder.LITTLE_ENDIAN);
      output.writeBytes(buffer.put((byte) 'J').putInt((int) value).array());
      return;
    }
    ByteBuffer buffer = ByteBuffer.allocate(LONG1_SIZE).order(ByteOrder.LITTLE_ENDIAN);
    output.writeBytes(buffer.put((byte) 0x8a).put((byte) Long.BYTES).putLong(value).array());
  }

  private static String storageClass(ElementType type) {
    return switch (type) {
      case FLOAT16 -> "HalfStorage";
      case BFLOAT16 -> "BFloat16Storage";
      case FLOAT32 -> "FloatStorage";
      case FLOAT64 -> "DoubleStorage";
      case UINT8 -> "ByteStorage";
      case INT8 -> "CharStorage";
      case INT16 -> "ShortStorage";
      case INT32 -> "IntStorage";
      case INT64 -> "LongStorage";
      case BOOL -> "BoolStorage";
      case UINT16, UINT32, UINT64 ->
          throw new IllegalArgumentException("programs have no tensors of type " + type);
    };
  }
}
