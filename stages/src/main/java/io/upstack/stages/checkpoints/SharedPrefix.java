package io.upstack.stages.checkpoints;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Removes the prefix that wrappers add to the names of a network's tensors: {@code module.} of
 * data-parallel training, {@code _orig_mod.} of torch.compile, {@code model.} of a training
 * framework. It is removed if all names share it. Names that are already the network's are left
 * alone.
 *
 * @param tensors the tensors by their remaining names, in the order of the file
 * @param notes what was changed, in sentences that begin in lower case
 */
record SharedPrefix<T>(Map<String, T> tensors, List<String> notes) {
  /** The beginnings of the names of guided-diffusion's networks and of the Inception. */
  private static final Pattern NETWORK =
      Pattern.compile(
          "(time_embed|label_emb|input_blocks|middle_block|output_blocks|out)\\..*|Mixed_.*"
              + "|Conv2d_[0-9].*",
          Pattern.DOTALL);

  private static final Set<String> WRAPPERS =
      Set.of(
          "module",
          "_module",
          "_orig_mod",
          "_forward_module",
          "_fsdp_wrapped_module",
          "model",
          "ema",
          "ema_model",
          "model_ema",
          "net",
          "network",
          "unet",
          "denoiser");

  /** The number of updates, which torch.optim.swa_utils.AveragedModel stores with the weights. */
  private static final String AVERAGED = "n_averaged";

  private static final String AVERAGED_MODULE = "module.";

  static <T> SharedPrefix<T> takenOff(Map<String, T> tensors) {
    List<String> notes = new ArrayList<>();
    Map<String, T> weights = tensors;
    if (isAveragedModel(tensors.keySet())) {
      weights = new LinkedHashMap<>(tensors);
      weights.remove(AVERAGED);
      notes.add(
          "the number of updates '%s' of an averaged model is passed over".formatted(AVERAGED));
    }
    String prefix = of(weights.keySet());
    if (prefix.isEmpty()) {
      return new SharedPrefix<>(weights, notes);
    }
    Map<String, T> renamed = new LinkedHashMap<>();
    weights.forEach((name, tensor) -> renamed.put(name.substring(prefix.length()), tensor));
    notes.add(
        "the prefix '%s' is taken off the names of all %d tensors"
            .formatted(prefix, renamed.size()));
    return new SharedPrefix<>(renamed, notes);
  }

  static boolean isOfNetwork(Collection<String> names) {
    return names.stream().anyMatch(name -> NETWORK.matcher(name).matches());
  }

  private static boolean isAveragedModel(Set<String> names) {
    return names.size() > 1
        && names.contains(AVERAGED)
        && names.stream()
            .allMatch(name -> name.equals(AVERAGED) || name.startsWith(AVERAGED_MODULE));
  }

  /** Returns the prefix of these names, which is empty if nothing should be removed. */
  private static String of(Set<String> names) {
    if (names.isEmpty() || isOfNetwork(names)) {
      return "";
    }
    String common = common(names);
    int wrappers = 0;
    boolean isWrapped = true;
    for (int dot = common.indexOf('.'); dot >= 0; dot = common.indexOf('.', dot + 1)) {
      int rest = dot + 1;
      if (names.stream().anyMatch(name -> isOfNetworkFrom(name, rest))) {
        return common.substring(0, rest);
      }
      isWrapped = isWrapped && WRAPPERS.contains(common.substring(wrappers, dot));
      wrappers = isWrapped ? rest : wrappers;
    }
    return common.substring(0, wrappers);
  }

  private static boolean isOfNetworkFrom(String name, int start) {
    return name.startsWith("input_blocks.", start) || name.startsWith("Mixed_", start);
  }

  /** Returns the longest prefix of all names that ends in a dot. */
  private static String common(Set<String> names) {
    String common = null;
    for (String name : names) {
      common = common == null ? name : sharedStart(common, name);
    }
    return common.substring(0, common.lastIndexOf('.') + 1);
  }

  private static String sharedStart(String prefix, String name) {
    int length = Math.min(prefix.length(), name.length());
    int shared = 0;
    while (shared < length && prefix.charAt(shared) == name.charAt(shared)) {
      shared++;
    }
    return shared == prefix.length() ? prefix : prefix.substring(0, shared);
  }
}
