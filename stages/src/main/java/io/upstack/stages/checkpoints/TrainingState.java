package io.upstack.stages.checkpoints;

import io.upstack.stages.checkpoints.PickleValue.Dictionary;
import io.upstack.stages.checkpoints.PickleValue.Entry;
import io.upstack.stages.checkpoints.PickleValue.Sequence;
import io.upstack.stages.checkpoints.PickleValue.Text;
import io.upstack.stages.checkpoints.PickleValue.Tuple;
import io.upstack.stages.problems.Printable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A dict of dicts as training scripts save it, with weights, their moving average, the optimizer
 * and the step. This class finds the state dicts in it, each by a key such as {@code ema} or {@code
 * state.ema}.
 */
final class TrainingState {
  private static final int DEEPEST = 8;
  private static final int LONGEST_KEY = 200;
  private static final int MOST_STATE_DICTS = 50;

  /**
   * A limit on the work for values that are shared or contain themselves, which a file can
   * multiply.
   */
  private static final int MOST_VALUES = 1_000_000;

  private static final String PUBLISHED =
      "published numbers are of the exponential moving average (EMA) of the weights";

  private final Dictionary root;
  private final Map<String, Dictionary> stateDicts = new LinkedHashMap<>();
  private final List<String> optimizers = new ArrayList<>();
  private int valuesLeft = MOST_VALUES;

  private TrainingState(Dictionary root) {
    this.root = root;
  }

  static TrainingState of(Dictionary root) {
    TrainingState state = new TrainingState(root);
    if (isOptimizer(root)) {
      state.optimizers.add("");
    } else {
      state.look(root, "", 0);
    }
    return state;
  }

  /**
   * Returns the state dict that was asked for, or the only one that there is, or the only one that
   * fits.
   *
   * @param decoder the decoder of a dict of tensors
   */
  Selection.Selected select(Selection selection, Decoder decoder) throws MalformedPickleException {
    if (selection.key().isPresent()) {
      String key = selection.key().get();
      return selected(key, decoder.decode(named(selection, key)), "");
    }
    if (stateDicts.isEmpty()) {
      throw new MalformedPickleException(withoutStateDict());
    }
    if (stateDicts.size() == 1) {
      String key = stateDicts.keySet().iterator().next();
      return selected(key, decoder.decode(stateDicts.get(key)), ", the only one in it");
    }
    boolean isKnown = selection.expected().isPresent();
    List<String> candidates = new ArrayList<>();
    for (Map.Entry<String, Dictionary> entry : stateDicts.entrySet()) {
      if (isCandidate(entry.getValue(), selection, decoder)) {
        candidates.add(entry.getKey());
      }
    }
    if (candidates.size() == 1) {
      String key = candidates.get(0);
      String reason =
          ", the only one %s (it also holds %s)"
              .formatted(
                  isKnown ? "that fits the flags" : "of a network that is known",
                  Printable.listed(quoted(without(key)), ", "));
      return selected(key, decoder.decode(stateDicts.get(key)), reason);
    }
    List<String> choice =
        candidates.isEmpty() ? List.copyOf(stateDicts.keySet()) : List.copyOf(candidates);
    throw new MalformedPickleException(several(selection, choice, isKnown && candidates.isEmpty()));
  }

  /**
   * Returns whether a state dict fits the expected network. If the network is not known, any
   * network's names fit.
   */
  private static boolean isCandidate(Dictionary dictionary, Selection selection, Decoder decoder) {
    try {
      Map<String, TensorLayout> tensors = decoder.decode(dictionary);
      return selection.expected().isPresent()
          ? selection.fits(tensors)
          : SharedPrefix.isOfNetwork(SharedPrefix.takenOff(tensors).tensors().keySet());
    } catch (MalformedPickleException exception) {
      // A different state dict can still be intact.
      return false;
    }
  }

  /** Decodes a dict of tensors. */
  @FunctionalInterface
  interface Decoder {
    Map<String, TensorLayout> decode(Dictionary dictionary) throws MalformedPickleException;
  }

  private Dictionary named(Selection selection, String key) throws MalformedPickleException {
    Dictionary named = stateDicts.get(key);
    if (named != null) {
      return named;
    }
    throw new MalformedPickleException(
        stateDicts.isEmpty()
            ? withoutStateDict()
            : "holds no state dict under the key '%s', but %s"
                .formatted(
                    Printable.name(key), offered(selection, List.copyOf(stateDicts.keySet()))));
  }

  private Selection.Selected selected(
      String key, Map<String, TensorLayout> tensors, String reason) {
    return new Selection.Selected(
        tensors,
        List.of("the state dict '%s' of a training state is read%s".formatted(key, reason)));
  }

  private List<String> without(String key) {
    return stateDicts.keySet().stream().filter(other -> !other.equals(key)).toList();
  }

  private String several(Selection selection, List<String> keys, boolean noneFits) {
    return "is a training state with %d state dicts%s; %s: name one, %s"
        .formatted(
            keys.size(),
            noneFits ? ", none of which fits the flags" : "",
            PUBLISHED,
            offered(selection, keys));
  }

  /** Lists the keys as paths that can be copied, with those of moving averages first. */
  private static String offered(Selection selection, List<String> keys) {
    return Printable.listed(
        keys.stream()
            .sorted(Comparator.comparing((String key) -> !isAverage(key)))
            .map(key -> "'%s#%s'".formatted(selection.file(), Printable.line(key)))
            .toList(),
        " or ");
  }

  private static boolean isAverage(String key) {
    return key.toLowerCase(Locale.ROOT).contains("ema");
  }

  private static List<String> quoted(List<String> keys) {
    return keys.stream().map(key -> "'%s'".formatted(Printable.line(key))).toList();
  }

  private String withoutStateDict() {
    String keys =
        Printable.listed(root.entries().stream().map(TrainingState::described).toList(), ", ");
    if (!optimizers.isEmpty()) {
      String place = optimizers.get(0).isEmpty() ? "" : " under '%s'".formatted(optimizers.get(0));
      return ("holds the state of an optimizer%s and no weights, expected a state dict: these are"
              + " in the file of the same step whose name begins with ema_ or model (its keys"
              + " are %s)")
          .formatted(place, keys);
    }
    return "holds a dict of dicts, expected a state dict (a flat dict of tensors): its keys are "
        + keys;
  }

  static String described(Entry entry) {
    String kind = TensorDecoder.isTensor(entry.value()) ? "tensor" : entry.value().kind();
    String key =
        entry.key() instanceof Text text
            ? "'%s'".formatted(Printable.name(text.value()))
            : entry.key().kind();
    return "%s (%s)".formatted(key, Printable.name(kind));
  }

  private void look(PickleValue value, String path, int depth) {
    if (depth > DEEPEST || stateDicts.size() + optimizers.size() > MOST_STATE_DICTS) {
      return;
    }
    if (value instanceof Dictionary dictionary) {
      for (Entry entry : dictionary.entries()) {
        if (entry.key() instanceof Text key) {
          lookAt(entry.value(), path, key.value(), depth);
        }
      }
    } else {
      List<PickleValue> values = items(value);
      for (int index = 0; index < values.size() && valuesLeft > 0; index++) {
        lookAt(values.get(index), path, String.valueOf(index), depth);
      }
    }
  }

  private void lookAt(PickleValue value, String parent, String key, int depth) {
    if (valuesLeft-- <= 0
        || parent.length() + key.length() > LONGEST_KEY
        || stateDicts.size() + optimizers.size() > MOST_STATE_DICTS) {
      return;
    }
    boolean isDictionary = value instanceof Dictionary;
    if (!isDictionary && items(value).isEmpty()) {
      return;
    }
    String path = parent.isEmpty() ? key : parent + "." + key;
    if (isDictionary && isOptimizer((Dictionary) value)) {
      optimizers.add(path);
    } else if (isDictionary && isStateDict((Dictionary) value)) {
      stateDicts.putIfAbsent(path, (Dictionary) value);
    } else {
      look(value, path, depth + 1);
    }
  }

  private static List<PickleValue> items(PickleValue value) {
    if (value instanceof Sequence sequence) {
      return sequence.values();
    }
    return value instanceof Tuple tuple ? tuple.values() : List.of();
  }

  private boolean isStateDict(Dictionary dictionary) {
    if (dictionary.entries().isEmpty()) {
      return false;
    }
    for (Entry entry : dictionary.entries()) {
      if (valuesLeft-- <= 0
          || !(entry.key() instanceof Text)
          || !TensorDecoder.isTensor(entry.value())) {
        return false;
      }
    }
    return true;
  }

  /**
   * Returns whether this is a torch.optim.Optimizer.state_dict, which has the state of each
   * parameter, and the groups of parameters.
   */
  private static boolean isOptimizer(Dictionary dictionary) {
    return dictionary.entries().size() <= 100
        && hasKey(dictionary, "state")
        && hasKey(dictionary, "param_groups");
  }

  private static boolean hasKey(Dictionary dictionary, String name) {
    return dictionary.entries().stream()
        .anyMatch(entry -> entry.key() instanceof Text key && key.value().equals(name));
  }
}
