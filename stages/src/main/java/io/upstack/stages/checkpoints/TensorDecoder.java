package io.upstack.stages.checkpoints;

import io.upstack.stages.arrays.ElementType;
import io.upstack.stages.checkpoints.PickleValue.Call;
import io.upstack.stages.checkpoints.PickleValue.External;
import io.upstack.stages.checkpoints.PickleValue.Opaque;
import io.upstack.stages.checkpoints.PickleValue.Text;
import io.upstack.stages.checkpoints.PickleValue.Tuple;
import io.upstack.stages.checkpoints.PickleValue.Whole;
import java.util.ArrayList;
import java.util.List;

/** Reads the arguments of PyTorch's {@code torch/_utils.py} rebuild functions. */
final class TensorDecoder {
  /**
   * The longest key accepted. PyTorch's keys are numbers. The limit bounds the time that comparing
   * keys takes.
   */
  private static final int LONGEST_KEY = 100;

  private TensorDecoder() {}

  static boolean isTensor(PickleValue value) {
    return value instanceof Call call
        && (call.isOf(Globals.TENSOR) || call.isOf(Globals.PARAMETER));
  }

  /** Decodes a value for which {@link #isTensor} is true. */
  static TensorLayout decode(PickleValue value) throws MalformedPickleException {
    List<PickleValue> arguments = arguments(value);
    if (((Call) value).isOf(Globals.TENSOR)) {
      return tensor(arguments);
    }
    // torch.save never writes a parameter of a parameter, so there is no need to look deeper.
    if (arguments.size() == 3
        && arguments.get(0) instanceof Call call
        && call.isOf(Globals.TENSOR)) {
      return tensor(arguments(call));
    }
    throw new MalformedPickleException("is a parameter without a tensor");
  }

  private static List<PickleValue> arguments(PickleValue value) {
    return value instanceof Call call && call.arguments() instanceof Tuple tuple
        ? tuple.values()
        : List.of();
  }

  /**
   * Decodes a tensor from these arguments: storage, offset, size, stride, requires_grad,
   * backward_hooks, metadata.
   */
  private static TensorLayout tensor(List<PickleValue> arguments) throws MalformedPickleException {
    if (arguments.size() < 6 || arguments.size() > 7) {
      throw new MalformedPickleException(
          "is rebuilt from %d arguments, expected 6 or 7".formatted(arguments.size()));
    }
    Storage storage = storage(arguments.get(0));
    TensorLayout layout =
        new TensorLayout(
            storage.elementType(),
            wholes(arguments.get(2)),
            wholes(arguments.get(3)),
            whole(arguments.get(1)),
            storage.key(),
            storage.elements());
    layout.check();
    return layout;
  }

  /** A storage as a pickle refers to it. */
  record Storage(ElementType elementType, String key, long elements) {
    long bytes() {
      return elements * elementType.size();
    }
  }

  static Storage storage(PickleValue value) throws MalformedPickleException {
    if (!(value instanceof External external && external.identity() instanceof Tuple identity)) {
      throw new MalformedPickleException("is rebuilt from no storage");
    }
    List<PickleValue> storage = identity.values();
    if (!isStorage(storage)
        || !(storage.get(0) instanceof Text word && word.value().equals("storage"))
        || !(storage.get(2) instanceof Text key)) {
      throw new MalformedPickleException(
          "has a storage that is not ('storage', type, key, location, elements)");
    }
    if (key.value().length() > LONGEST_KEY) {
      throw new MalformedPickleException(
          "has a storage whose key has %d characters, expected at most %d"
              .formatted(key.value().length(), LONGEST_KEY));
    }
    ElementType type =
        Globals.storageType(storage.get(1))
            .orElseThrow(
                () ->
                    new MalformedPickleException(
                        "has a storage of unknown type " + storage.get(1).kind()));
    return new Storage(type, key.value(), whole(storage.get(4)));
  }

  /**
   * Returns whether this is the identity of a storage. Before PyTorch 1.6 there was a sixth
   * element, a view of a storage, which was None.
   */
  private static boolean isStorage(List<PickleValue> identity) {
    return identity.size() == 5
        || (identity.size() == 6
            && identity.get(5) instanceof Opaque view
            && view.kind().equals("None"));
  }

  private static List<Long> wholes(PickleValue value) throws MalformedPickleException {
    if (!(value instanceof Tuple tuple)) {
      throw new MalformedPickleException(
          "has a shape or strides of kind %s, expected a tuple".formatted(value.kind()));
    }
    if (tuple.values().size() > 64) {
      throw new MalformedPickleException(
          "has %d dimensions, expected at most 64".formatted(tuple.values().size()));
    }
    List<Long> wholes = new ArrayList<>();
    for (PickleValue dimension : tuple.values()) {
      wholes.add(whole(dimension));
    }
    return wholes;
  }

  private static long whole(PickleValue value) throws MalformedPickleException {
    if (value instanceof Whole whole) {
      return whole.value();
    }
    throw new MalformedPickleException(
        "has a size, stride or offset of kind %s, expected int".formatted(value.kind()));
  }
}
