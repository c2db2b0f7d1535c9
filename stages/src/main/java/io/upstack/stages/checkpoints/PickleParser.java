package io.upstack.stages.checkpoints;

import io.upstack.stages.checkpoints.PickleValue.Call;
import io.upstack.stages.checkpoints.PickleValue.Dictionary;
import io.upstack.stages.checkpoints.PickleValue.Entry;
import io.upstack.stages.checkpoints.PickleValue.External;
import io.upstack.stages.checkpoints.PickleValue.Global;
import io.upstack.stages.checkpoints.PickleValue.Opaque;
import io.upstack.stages.checkpoints.PickleValue.Sequence;
import io.upstack.stages.checkpoints.PickleValue.Text;
import io.upstack.stages.checkpoints.PickleValue.Tuple;
import io.upstack.stages.checkpoints.PickleValue.Whole;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns a pickle of protocol 2 to 5 into a tree, in time and memory linear in its bytes. Each
 * opcode makes at most one value, nothing is called, and no class is looked up (Python's {@code
 * pickletools.py} documents the opcodes).
 */
final class PickleParser {
  /** A length that no Python name exceeds. It limits the time that comparing names takes. */
  private static final int LONGEST_GLOBAL = 1000;

  private final PickleInput input;
  private final PickleStack stack = new PickleStack();
  private final List<Global> globals = new ArrayList<>();
  private final List<External> externals = new ArrayList<>();

  /**
   * Creates a parser of the pickle at the input's position. Parsing leaves the input after the
   * pickle.
   */
  PickleParser(PickleInput input) {
    this.input = input;
  }

  /**
   * Returns every class and function named so far, in order, even after {@link #parse} has failed.
   */
  List<Global> globals() {
    return globals;
  }

  /** Returns every storage referred to so far, in order. */
  List<External> externals() {
    return externals;
  }

  PickleValue parse() throws MalformedPickleException {
    while (true) {
      int position = input.position();
      int opcode = input.unsignedByte();
      try {
        if (opcode == '.') {
          return stack.pop();
        }
        run(opcode, position);
      } catch (MalformedPickleException exception) {
        throw new MalformedPickleException(
            "%s (opcode 0x%02x at byte %d)".formatted(exception.getMessage(), opcode, position));
      }
    }
  }

  private void run(int opcode, int position) throws MalformedPickleException {
    switch (opcode) {
      case 0x80 -> protocol(input.unsignedByte());
      case 0x95 -> input.skip(Long.BYTES); // FRAME: how much a reader can read ahead
      case '(' -> stack.mark();
      case '0' -> stack.pop();
      case '1' -> stack.popToMark();
      case 'q' -> stack.memoize(input.unsignedByte());
      case 'r' -> stack.memoize(input.signedInt());
      case 0x94 -> stack.memoize();
      case 'a', 'e', 's', 'u', 0x90 -> fill(opcode);
      case 'b' -> build();
      default -> stack.push(value(opcode, position));
    }
  }

  private static void protocol(int protocol) throws MalformedPickleException {
    if (protocol < 2 || protocol > 5) {
      throw new MalformedPickleException(
          "is of pickle protocol %d, expected 2 to 5".formatted(protocol));
    }
  }

  private PickleValue value(int opcode, int position) throws MalformedPickleException {
    return switch (opcode) {
      case '2' -> stack.peek();
      case 'h' -> stack.recall(input.unsignedByte());
      case 'j' -> stack.recall(input.signedInt());
      case 'N' -> new Opaque("None");
      case 0x88, 0x89 -> new Opaque("bool");
      case 'K' -> new Whole(input.unsignedByte());
      case 'M' -> new Whole(input.unsignedShort());
      case 'J' -> new Whole(input.signedInt());
      case 0x8a -> input.number(input.unsignedByte());
      case 0x8b -> input.number(input.unsignedInt());
      case 'G' -> opaque("float", Double.BYTES);
      case 0x8c, 'U' -> new Text(input.text(input.unsignedByte()));
      case 'X', 'T' -> new Text(input.text(input.unsignedInt()));
      case 0x8d -> new Text(input.text(input.signedLong()));
      case 'C' -> opaque("bytes", input.unsignedByte());
      case 'B' -> opaque("bytes", input.unsignedInt());
      case 0x8e, 0x96 -> opaque("bytes", input.signedLong());
      case ')' -> new Tuple(List.of());
      case 0x85 -> stack.popTuple(1);
      case 0x86 -> stack.popTuple(2);
      case 0x87 -> stack.popTuple(3);
      case 't' -> new Tuple(stack.popToMark());
      case ']' -> Sequence.empty("list");
      case 0x8f -> Sequence.empty("set");
      case 0x91 -> new Sequence("frozenset", stack.popToMark());
      case '}' -> Dictionary.empty();
      case 'd' -> filled(Dictionary.empty(), stack.popToMark());
      case 'l' -> new Sequence("list", new ArrayList<>(stack.popToMark()));
      case 'c' -> global(input.line(), input.line(), position);
      case 0x93 -> stackGlobal(position);
      case 'i' -> instance(input.line(), input.line(), position);
      case 'o' -> object();
      case 'R', 0x81 -> call();
      case 0x92 -> callWithKeywords();
      case 'Q' -> external(stack.pop());
      default -> throw new MalformedPickleException("holds what torch.save does not write");
    };
  }

  private External external(PickleValue identity) {
    External external = new External(identity);
    externals.add(external);
    return external;
  }

  private Opaque opaque(String kind, long size) throws MalformedPickleException {
    input.skip(size);
    return new Opaque(kind);
  }

  private Global global(String module, String name, int position) throws MalformedPickleException {
    if (module.length() > LONGEST_GLOBAL || name.length() > LONGEST_GLOBAL) {
      throw new MalformedPickleException(
          "names a global by %d and %d characters, expected at most %d"
              .formatted(module.length(), name.length(), LONGEST_GLOBAL));
    }
    Global global = new Global(module, name, position);
    globals.add(global);
    return global;
  }

  private Global stackGlobal(int position) throws MalformedPickleException {
    PickleValue name = stack.pop();
    PickleValue module = stack.pop();
    if (name instanceof Text nameText && module instanceof Text moduleText) {
      return global(moduleText.value(), nameText.value(), position);
    }
    throw new MalformedPickleException("names a global by what is not a string");
  }

  private Call instance(String module, String name, int position) throws MalformedPickleException {
    return new Call(global(module, name, position), new Tuple(stack.popToMark()));
  }

  private Call object() throws MalformedPickleException {
    List<PickleValue> values = stack.popToMark();
    if (values.isEmpty()) {
      throw new MalformedPickleException("makes an object of no class");
    }
    return new Call(values.get(0), new Tuple(values.subList(1, values.size())));
  }

  private PickleValue call() throws MalformedPickleException {
    Call call = callOf(stack.pop());
    boolean hasNoArguments = call.arguments() instanceof Tuple tuple && tuple.values().isEmpty();
    return hasNoArguments && call.isOf(Globals.ORDERED_DICTIONARY) ? Dictionary.empty() : call;
  }

  private PickleValue callWithKeywords() throws MalformedPickleException {
    stack.pop();
    return callOf(stack.pop());
  }

  private Call callOf(PickleValue arguments) throws MalformedPickleException {
    return new Call(stack.pop(), arguments);
  }

  /** Runs opcodes that change the value below their arguments. */
  private void fill(int opcode) throws MalformedPickleException {
    List<PickleValue> arguments =
        switch (opcode) {
          case 'a' -> List.of(stack.pop());
          case 's' -> stack.popTuple(2).values();
          default -> stack.popToMark();
        };
    // Any other target belongs to a class that will be refused by name.
    PickleValue target = stack.peek();
    if (target instanceof Sequence sequence && opcode != 's' && opcode != 'u') {
      append(sequence, arguments);
    } else if (target instanceof Dictionary dictionary) {
      filled(dictionary, arguments);
    } else if (!(target instanceof Call)) {
      throw new MalformedPickleException("fills a value of kind " + target.kind());
    }
  }

  /** Skips the state of an OrderedDict, which is the _metadata of a module and holds no tensors. */
  private void build() throws MalformedPickleException {
    stack.pop();
    PickleValue target = stack.peek();
    if (!(target instanceof Dictionary || target instanceof Call)) {
      throw new MalformedPickleException("gives a state to a value of kind " + target.kind());
    }
  }

  private static void append(Sequence sequence, List<PickleValue> values)
      throws MalformedPickleException {
    if (sequence.kind().equals("frozenset")) {
      throw new MalformedPickleException("fills a value of kind frozenset");
    }
    sequence.values().addAll(values);
  }

  private static Dictionary filled(Dictionary dictionary, List<PickleValue> keysAndValues)
      throws MalformedPickleException {
    if (keysAndValues.size() % 2 != 0) {
      throw new MalformedPickleException("sets a key of a dict without a value");
    }
    for (int index = 0; index < keysAndValues.size(); index += 2) {
      dictionary.entries().add(new Entry(keysAndValues.get(index), keysAndValues.get(index + 1)));
    }
    return dictionary;
  }
}
