package io.upstack.stages.checkpoints;

import io.upstack.stages.checkpoints.PickleValue.Dictionary;
import io.upstack.stages.checkpoints.PickleValue.Entry;
import io.upstack.stages.checkpoints.PickleValue.Global;
import io.upstack.stages.checkpoints.PickleValue.Text;
import io.upstack.stages.problems.Printable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes a flat dict of tensors out of a parsed pickle, or says what else it is. */
final class StateDictDecoder {
  /** More than a message lists; bounds what a file takes that is wrong everywhere. */
  private static final int MOST_PROBLEMS = 500;

  private final Map<String, TensorLayout> tensors = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();

  private StateDictDecoder() {}

  /** The layouts by name, in the order of the file. */
  static Map<String, TensorLayout> decode(byte[] pickle) throws MalformedPickleException {
    return decode(new PickleInput(pickle));
  }

  /** Of the pickle that begins where the input stands. */
  static Map<String, TensorLayout> decode(PickleInput pickle) throws MalformedPickleException {
    Dictionary dictionary = dictionary(pickle);
    if (dictionary.entries().stream().anyMatch(entry -> entry.value() instanceof Dictionary)) {
      throw new MalformedPickleException(nested(dictionary));
    }
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

  private static Dictionary dictionary(PickleInput pickle) throws MalformedPickleException {
    PickleValue value = parse(pickle);
    if (value instanceof Dictionary dictionary) {
      return dictionary;
    }
    throw new MalformedPickleException(
        "its pickle holds a value of kind %s, expected a dict of tensors"
            .formatted(Printable.name(value.kind())));
  }

  private static PickleValue parse(PickleInput pickle) throws MalformedPickleException {
    PickleParser parser = new PickleParser(pickle);
    try {
      PickleValue value = parser.parse();
      refuseForeign(parser.globals());
      return value;
    } catch (MalformedPickleException exception) {
      // A foreign global says more than whatever follows from it.
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
        problems.add("tensor '%s' stands there twice".formatted(printable));
      }
    } catch (MalformedPickleException exception) {
      problems.add("tensor '%s' %s".formatted(printable, exception.getMessage()));
    }
  }

  private static String nested(Dictionary dictionary) {
    String keys =
        Printable.listed(
            dictionary.entries().stream().map(StateDictDecoder::describe).toList(), ", ");
    String hint =
        dictionary.entries().stream()
            .filter(entry -> isStateDict(entry.value()))
            .map(entry -> key(entry))
            .findFirst()
            .map(
                key ->
                    "; %1$s looks like one: torch.save(torch.load(FILE)[%1$s], NEW_FILE)"
                        .formatted(key))
            .orElse("");
    return "holds a dict of dicts, expected a state dict (a flat dict of tensors): its keys are "
        + keys
        + hint;
  }

  private static String describe(Entry entry) {
    String kind = TensorDecoder.isTensor(entry.value()) ? "tensor" : entry.value().kind();
    return "%s (%s)".formatted(key(entry), Printable.name(kind));
  }

  private static String key(Entry entry) {
    return entry.key() instanceof Text text
        ? "'%s'".formatted(Printable.name(text.value()))
        : entry.key().kind();
  }

  private static boolean isStateDict(PickleValue value) {
    return value instanceof Dictionary dictionary
        && !dictionary.entries().isEmpty()
        && dictionary.entries().stream().allMatch(entry -> TensorDecoder.isTensor(entry.value()));
  }
}
