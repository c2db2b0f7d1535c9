package io.upstack.stages.checkpoints;

import java.util.ArrayList;
import java.util.List;

/**
 * What a pickle says, as a tree (or a graph: values may be shared, and may hold themselves).
 * Nothing here is ever called or looked up.
 */
sealed interface PickleValue {
  /** What a message calls a value of this kind. */
  String kind();

  /** A value that no state dict needs the content of. */
  record Opaque(String kind) implements PickleValue {}

  record Whole(long value) implements PickleValue {
    @Override
    public String kind() {
      return "int";
    }
  }

  record Text(String value) implements PickleValue {
    @Override
    public String kind() {
      return "str";
    }
  }

  record Tuple(List<PickleValue> values) implements PickleValue {
    @Override
    public String kind() {
      return "tuple";
    }
  }

  /** A list or a set. */
  record Sequence(String kind, List<PickleValue> values) implements PickleValue {
    static Sequence empty(String kind) {
      return new Sequence(kind, new ArrayList<>());
    }
  }

  /** A dict or an OrderedDict: entries in the order in which they were set. */
  record Dictionary(List<Entry> entries) implements PickleValue {
    static Dictionary empty() {
      return new Dictionary(new ArrayList<>());
    }

    @Override
    public String kind() {
      return "dict with %d entries".formatted(entries.size());
    }
  }

  record Entry(PickleValue key, PickleValue value) {}

  /**
   * A class or function by name, in the two parts that the pickle has, which many globals may
   * share: joined for each of them they could take much more memory than the pickle.
   *
   * @param position of its opcode in the pickle, in bytes
   */
  record Global(String module, String function, int position) implements PickleValue {
    String name() {
      return module + "." + function;
    }

    boolean isNamed(String name) {
      return name.length() == module.length() + 1 + function.length()
          && name.startsWith(module)
          && name.charAt(module.length()) == '.'
          && name.endsWith(function);
    }

    @Override
    public String kind() {
      return name();
    }
  }

  /** What a function would return. */
  record Call(PickleValue function, PickleValue arguments) implements PickleValue {
    boolean isOf(String name) {
      return function instanceof Global global && global.isNamed(name);
    }

    @Override
    public String kind() {
      return function instanceof Global global ? "result of " + global.name() : "result of a call";
    }
  }

  /** What {@code torch.save} keeps outside the pickle: a storage. */
  record External(PickleValue identity) implements PickleValue {
    @Override
    public String kind() {
      return "storage";
    }
  }
}
