package io.upstack.stages.checkpoints;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The choice of one of the state dicts in a file.
 *
 * @param file the name of the file in messages
 * @param key the key of the state dict that a user asked for
 * @param expected the names and shapes of the network's tensors, if it is known
 */
record Selection(String file, Optional<String> key, Optional<Map<String, List<Long>>> expected) {

  /** The selected tensors, by their names in the file. */
  record Selected(Map<String, TensorLayout> tensors, List<String> notes) {}

  /** Returns whether these are the tensors of the expected network, by their names and shapes. */
  boolean fits(Map<String, TensorLayout> tensors) {
    Map<String, TensorLayout> found = SharedPrefix.takenOff(tensors).tensors();
    return expected.isPresent()
        && found.keySet().equals(expected.get().keySet())
        && expected.get().entrySet().stream()
            .allMatch(tensor -> found.get(tensor.getKey()).shape().equals(tensor.getValue()));
  }

  /** Returns the refusal of a key for a file that holds at most one state dict. */
  static MalformedPickleException singleStateDict(String key) {
    return new MalformedPickleException(
        "holds a single state dict, and none under the key '%s': leave '#' and the key out"
            .formatted(key));
  }
}
