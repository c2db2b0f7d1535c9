package io.upstack.stages.inspection;

import static java.util.Comparator.comparingInt;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Infers from the names and shapes of tensors which network they belong to. If these leave a
 * choice, each possible network is built and compared with the tensors.
 */
public final class FlagInference {
  /** A number that no trained network exceeds, which limits the work for damaged files. */
  private static final int MOST_INPUT_BLOCKS = 400;

  private FlagInference() {}

  /**
   * Returns the closest network, or nothing if these are not the tensors of a network of
   * guided-diffusion.
   *
   * @param shapes the shapes of the tensors by name
   */
  public static Optional<InferredNetwork> infer(Map<String, List<Long>> shapes) {
    return candidates(shapes).stream().min(comparingInt(InferredNetwork::differences));
  }

  /**
   * Infers a network like {@link #infer}. Among networks that are equally close, it chooses the one
   * most like the expected network.
   */
  static Optional<InferredNetwork> infer(Map<String, List<Long>> shapes, Network expected) {
    Map<NetworkFlag, String> wanted = FlagValues.of(expected);
    return candidates(shapes).stream()
        .map(candidate -> candidate.atImageSize(expected.unet().imageSize()))
        .min(
            comparingInt(InferredNetwork::differences)
                .thenComparingInt(candidate -> different(candidate.flags(), wanted)));
  }

  private static int different(Map<NetworkFlag, String> flags, Map<NetworkFlag, String> wanted) {
    return (int)
        flags.entrySet().stream()
            .filter(flag -> !flag.getValue().equals(wanted.get(flag.getKey())))
            .count();
  }

  /** Returns a network for every number of levels that divides the input blocks evenly. */
  static List<InferredNetwork> candidates(Map<String, List<Long>> shapes) {
    TensorShapes tensors = new TensorShapes(shapes);
    OptionalInt channels = tensors.size(ShapeEvidence.TIME_EMBEDDING, 1);
    Optional<NetworkKind> kind = ShapeEvidence.kind(tensors);
    int blocks = tensors.inputBlocks();
    if (channels.isEmpty() || kind.isEmpty() || blocks > MOST_INPUT_BLOCKS) {
      return List.of();
    }
    List<InferredNetwork> candidates = new ArrayList<>();
    // Each level has its residual blocks and one more block, the first convolution or a
    // downsampling.
    for (int levels = 1; 2 * levels <= blocks; levels++) {
      if (blocks % levels == 0) {
        Network network =
            new NetworkReconstruction(
                    tensors, kind.get(), channels.getAsInt(), levels, blocks / levels - 1)
                .network();
        int differences = TensorDifferences.between(network.parameters(), shapes).count();
        candidates.add(new InferredNetwork(network, differences));
      }
    }
    return List.copyOf(candidates);
  }
}
