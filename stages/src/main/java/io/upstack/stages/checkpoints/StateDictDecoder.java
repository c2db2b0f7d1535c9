package io.upstack.stages.checkpoints;

import io.upstack.stages.checkpoints.PickleValue.Call;
import io.upstack.stages.checkpoints.PickleValue.Dictionary;
import io.upstack.stages.checkpoints.PickleValue.Entry;
import io.upstack.stages.checkpoints.PickleValue.Global;
import io.upstack.stages.checkpoints.PickleValue.Text;
import io.upstack.stages.checkpoints.Selection.Selected;
import io.upstack.stages.problems.Printable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes a dict of tensors from a parsed pickle, or says what else it is. */
final class StateDictDecoder {
  /**
   * The maximum number of problems that are kept. It is more than a message lists, and limits the
   * memory for a file that is wrong everywhere.
   */
  private static final int MOST_PROBLEMS = 500;

  private final Map<String, TensorLayout> tensors = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();

  private StateDictDecoder() {}

  /**
   * Returns the layouts by name, in the order of the file, of a pickle that holds a single state
   * dict.
   */
  static Map<String, TensorLayout> decode(byte[] pickle) throws MalformedPickleException {
    PickleParser parser = new PickleParser(new PickleInput(pickle));
    return decode(parser, new Selection("FILE", Optional.empty(), Optional.empty())).tensors();
  }

  /**
   * Decodes a pickle. A flat dict of tensors can name only the types of tensors. Everything else in
   * a training state is skipped, whatever its types are, because nothing of a pickle is executed.
   *
   * @param parser the parser of the pickle
   */
  static Selected decode(PickleParser parser, Selection selection) throws MalformedPickleException {
    Dictionary dictionary = dictionary(parser);
    if (dictionary.entries().stream().noneMatch(entry -> entry.value() instanceof Dictionary)) {
      refuseForeign(parser.globals());
      if (selection.key().isPresent()) {
        throw Selection.singleStateDict(selection.key().get());
      }
      return new Selected(decode(dictionary), List.of());
    }
    Selected selected = TrainingState.of(dictionary).select(selection, StateDictDecoder::decode);
    List<String> foreign = Globals.foreign(parser.globals());
    if (foreign.isEmpty()) {
      return selected;
    }
    List<String> notes = new ArrayList<>(selected.notes());
    notes.add(
        "values of other types are passed over, and never executed: "
            + Printable.listed(foreign, ", "));
    return new Selected(selected.tensors(), notes);
  }

  private static Map<String, TensorLayout> decode(Dictionary dictionary)
      throws MalformedPickleException {
    StateDictDecoder decoder = new StateDictDecoder();
    for (Entry entry : dictionary.entries()) {
      if (decoder.problems.size() < MOST_PROBLEMS) {
        decoder.add(entry);
      }
    }
    if (!decoder.problems.isEmpty()) {
      throw new MalformedPickleException(Printable.listed(decoder.problems, "; "));
    }
    return decoder.tensors;
  }

  private static Dictionary dictionary(PickleParser parser) throws MalformedPickleException {
    PickleValue value = parse(parser);
    if (value instanceof Dictionary dictionary) {
      return dictionary;
    }
    if (value instanceof Call call
        && call.function() instanceof Global type
        && Globals.isForeign(type)) {
      throw new MalformedPickleException(
          ("holds a pickled object of %s, as torch.save(network) writes it, expected a state dict;"
                  + " its code would have to be executed, which nothing in a checkpoint is: where it"
                  + " was made, save torch.save(network.state_dict(), NEW_FILE)")
              .formatted(Printable.name(type.name())));
    }
    refuseForeign(parser.globals());
    throw new MalformedPickleException(
        "its pickle holds a value of kind %s, expected a dict of tensors"
            .formatted(Printable.name(value.kind())));
  }

  private static PickleValue parse(PickleParser parser) throws MalformedPickleException {
    try {
      return parser.parse();
    } catch (MalformedPickleException exception) {
      // A foreign global is more informative than the errors that follow from it.
      refuseForeign(parser.globals());
      throw new MalformedPickleException("its pickle " + exception.getMessage());
    }
  }

  private static void refuseForeign(List<Global> globals) throws MalformedPickleException {
    Optional<String> refusal = Globals.refusal(globals);
    if (refusal.isPresent()) {
      throw new MalformedPickleException(refusal.get());
    }
  }

  private void add(Entry entry) {
    if (!(entry.key() instanceof Text text)) {
      problems.add("a key of kind %s, expected str".formatted(entry.key().kind()));
      return;
    }
    String name = text.value();
    String printable = Printable.name(name);
    if (!TensorDecoder.isTensor(entry.value())) {
      problems.add(
          "entry '%s' is of kind %s, expected a tensor"
              .formatted(printable, Printable.name(entry.value().kind())));
      return;
    }
    try {
      if (tensors.put(name, TensorDecoder.decode(entry.value())) != null) {
        problems.add("tensor '%s' appears twice".formatted(printable));
      }
    } catch (MalformedPickleException exception) {
      problems.add("tensor '%s' %s".formatted(printable, exception.getMessage()));
    }
  }
}
