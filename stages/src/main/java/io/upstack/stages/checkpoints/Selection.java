package io.upstack.stages.checkpoints;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which of the state dicts in a file is to be read.
 *
 * @param file what messages call the file
 * @param key of the state dict that a user asked for
 * @param expected names and shapes of the network's tensors, where it is known
 */
record Selection(String file, Optional<String> key, Optional<Map<String, List<Long>>> expected) {

  /** What was selected, by the names in the file. */
  record Selected(Map<String, TensorLayout> tensors, List<String> notes) {}

  /** Whether these are the tensors of the network that is expected, by their names and shapes. */
  boolean fits(Map<String, TensorLayout> tensors) {
    Map<String, TensorLayout> found = SharedPrefix.takenOff(tensors).tensors();
    return expected.isPresent()
        && found.keySet().equals(expected.get().keySet())
        && expected.get().entrySet().stream()
            .allMatch(tensor -> found.get(tensor.getKey()).shape().equals(tensor.getValue()));
  }

  /** The refusal of a key in a file that holds no more than one state dict. */
  static MalformedPickleException singleStateDict(String key) {
    return new MalformedPickleException(
        "holds a single state dict, and none under the key '%s': leave '#' and the key out"
            .formatted(key));
  }
}
