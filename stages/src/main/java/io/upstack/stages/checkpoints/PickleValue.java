package io.upstack.stages.checkpoints;

import java.util.ArrayList;
import java.util.List;

/**
 * The content of a pickle as a tree (or a graph, because values can be shared and can contain
 * themselves). Nothing here is ever called or looked up.
 */
sealed interface PickleValue {
  /** Returns the name of this kind of value for messages. */
  String kind();

  /** A value whose content no state dict needs. */
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

  /** A dict or an OrderedDict, with its entries in the order in which they were set. */
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
   * A class or function by name. The name is kept in the two parts that the pickle has, which many
   * globals can share. Joined for each global, the names could take much more memory than the
   * pickle.
   *
   * @param position the position of its opcode in the pickle, in bytes
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

  /** The value that a function would return. */
  record Call(PickleValue function, PickleValue arguments) implements PickleValue {
    boolean isOf(String name) {
      return function instanceof Global global && global.isNamed(name);
    }

    @Override
    public String kind() {
      return function instanceof Global global ? "result of " + global.name() : "result of a call";
    }
  }

  /** A storage, which {@code torch.save} keeps outside the pickle. */
  record External(PickleValue identity) implements PickleValue {
    @Override
    public String kind() {
      return "storage";
    }
  }
}
