package io.upstack.stages.checkpoints;

import com.google.common.primitives.Longs;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes pickles opcode by opcode, as Python's pickler does for {@code torch.save}. */
public final class PickleWriter {
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();

  /** The end of a storage's identity, after the number of elements. */
  private String identityEnd = "tQ";

  /** The beginning of a state dict: an OrderedDict, open for entries. */
  public static PickleWriter stateDict() {
    return new PickleWriter().protocol(2).global("collections", "OrderedDict").opcodes(")R(");
  }

  /** The identity ends in a view of the storage, which is None, as before PyTorch 1.6. */
  public static PickleWriter legacyStateDict() {
    PickleWriter pickle = stateDict();
    pickle.identityEnd = "NtQ";
    return pickle;
  }

  /** The beginning of a training state: a dict, open for state dicts by their keys. */
  public static PickleWriter trainingState() {
    return new PickleWriter().startOfTrainingState();
  }

  /** Writes the pickle as PyTorch did before 1.6. */
  public static PickleWriter legacyTrainingState() {
    PickleWriter pickle = new PickleWriter();
    pickle.identityEnd = "NtQ";
    return pickle.startOfTrainingState();
  }

  private PickleWriter startOfTrainingState() {
    Tensor average = Tensor.contiguous("FloatStorage", "0", 1);
    return protocol(2)
        .opcodes("}(")
        .text("step")
        .whole(7)
        .text("args")
        .global("argparse", "Namespace")
        .opcodes(")\u0081}b")
        .text("optimizer")
        .opcodes("}(")
        .text("state")
        .opcodes("}(K\0}(")
        .entry("exp_avg", average)
        .entry("exp_avg_sq", average)
        .opcodes("uu")
        .text("param_groups")
        .opcodes("]u");
  }

  public byte[] toBytes() {
    return output.toByteArray();
  }

  /** Closes the entries and the pickle. */
  public PickleWriter end() {
    return opcodes("u.");
  }

  public PickleWriter opcodes(String opcodes) {
    output.writeBytes(opcodes.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  public PickleWriter protocol(int protocol) {
    return opcodes("\u0080").opcodes(String.valueOf((char) protocol));
  }

  PickleWriter global(String module, String name) {
    return opcodes("c" + module + "\n" + name + "\n");
  }

  public PickleWriter text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    opcodes("X").number(bytes.length, 4);
    output.writeBytes(bytes);
    return this;
  }

  /** Picks the opcode by size, as Python does. */
  public PickleWriter whole(long value) {
    if (value >= 0 && value < 256) {
      return opcodes("K").number(value, 1);
    }
    if (value >= 0 && value < 65536) {
      return opcodes("M").number(value, 2);
    }
    if (value == (int) value) {
      return opcodes("J").number(value, 4);
    }
    byte[] bytes = BigInteger.valueOf(value).toByteArray();
    opcodes("\u008a").number(bytes.length, 1);
    for (int index = bytes.length - 1; index >= 0; index--) {
      output.write(bytes[index]);
    }
    return this;
  }

  PickleWriter wholes(List<Long> values) {
    opcodes("(");
    for (long value : values) {
      whole(value);
    }
    return opcodes("t");
  }

  /** A name and its tensor. */
  public PickleWriter entry(String name, Tensor tensor) {
    return text(name).tensor(tensor);
  }

  PickleWriter tensor(Tensor tensor) {
    global("torch._utils", "_rebuild_tensor_v2").opcodes("((").text("storage");
    global("torch", tensor.storageType()).text(tensor.storage()).text("cpu");
    whole(tensor.storageElements()).opcodes(identityEnd).whole(tensor.offset());
    wholes(tensor.shape()).wholes(tensor.strides()).opcodes("\u0089");
    return global("collections", "OrderedDict").opcodes(")RtR");
  }

  private PickleWriter number(long value, int size) {
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    output.write(bytes.putLong(value).array(), 0, size);
    return this;
  }

  /** The arguments of {@code _rebuild_tensor_v2}. */
  public record Tensor(
      String storageType,
      String storage,
      long storageElements,
      long offset,
      List<Long> shape,
      List<Long> strides) {
    /** Makes a tensor in C order that is alone in its storage. */
    public static Tensor contiguous(String storageType, String storage, long... shape) {
      Long[] strides = new Long[shape.length];
      long elements = 1;
      for (int dimension = shape.length - 1; dimension >= 0; dimension--) {
        strides[dimension] = elements;
        elements *= shape[dimension];
      }
      return new Tensor(storageType, storage, elements, 0, Longs.asList(shape), List.of(strides));
    }

    Tensor at(long newOffset, long newStorageElements) {
      return new Tensor(storageType, storage, newStorageElements, newOffset, shape, strides);
    }

    Tensor strided(long... newStrides) {
      return new Tensor(
          storageType, storage, storageElements, offset, shape, Longs.asList(newStrides));
    }
  }
}
