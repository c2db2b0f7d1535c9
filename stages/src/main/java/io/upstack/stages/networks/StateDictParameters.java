package io.upstack.stages.networks;

import static java.util.Locale.ROOT;

import io.upstack.stages.arrays.ElementType;
import io.upstack.stages.checkpoints.CheckpointTensor;
import io.upstack.stages.checkpoints.StateDict;
import io.upstack.stages.problems.Printable;
import io.upstack.stages.problems.Problems;
import io.upstack.stages.programs.TensorData;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The parameters of a network, read from a state dict that must stay open until the program is
 * written.
 *
 * <p>Mismatches are collected while the network asks for its tensors. {@link #requireFit} reports
 * all of them and must be called before the program is written to a file. Not safe for use by more
 * than one thread.
 */
public final class StateDictParameters implements Parameters {
  private final String file;
  private final Map<String, CheckpointTensor> tensors;
  private final Set<String> asked = new HashSet<>();
  private final Problems problems = new Problems();

  /**
   * @param file name of the checkpoint in messages
   */
  public StateDictParameters(String file, StateDict checkpoint) {
    this.file = file;
    this.tensors = checkpoint.tensors();
  }

  @Override
  public TensorData get(String name, List<Long> shape, ElementType type) {
    asked.add(name);
    CheckpointTensor tensor = tensors.get(name);
    if (tensor == null) {
      problems.add(name, String.format(ROOT, "is missing, expected the shape %s", shape));
      return new Unfit(type, shape);
    }
    if (!tensor.shape().equals(shape)) {
      problems.add(
          name, String.format(ROOT, "has the shape %s, expected %s", tensor.shape(), shape));
      return new Unfit(type, shape);
    }
    return new Converted(tensor, type);
  }

  /**
   * Ends the reading after the network has asked for all that it needs.
   *
   * @throws io.upstack.stages.problems.InvalidInputException naming every tensor that is missing,
   *     has another shape, or does not exist in the network
   */
  public void requireFit() {
    tensors.keySet().stream()
        .filter(name -> !asked.contains(name))
        .forEach(name -> problems.add(Printable.name(name), "is not a tensor of this network"));
    problems.throwIfAny(file + ", compared with the network that the flags describe");
  }

  private record Converted(CheckpointTensor tensor, ElementType elementType) implements TensorData {
    @Override
    public List<Long> shape() {
      return tensor.shape();
    }

    @Override
    public void writeTo(WritableByteChannel channel) throws IOException {
      tensor.copyTo(elementType, channel);
    }
  }

  /** A substitute for a tensor that does not fit, so that the other tensors are checked too. */
  private record Unfit(ElementType elementType, List<Long> shape) implements TensorData {
    @Override
    public void writeTo(WritableByteChannel channel) {
      throw new IllegalStateException("a checkpoint that does not fit was not refused");
    }
  }
}
