package io.upstack.stages.inspection;

import io.upstack.stages.networks.ClassifierPool;
import io.upstack.stages.networks.UNetArchitecture;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Infers a network's flags from the shapes of its tensors, for a given depth. */
record NetworkReconstruction(
    TensorShapes tensors, NetworkKind kind, int channels, int levels, int residualBlocks) {
  Network network() {
    Optional<ClassifierPool> pool =
        kind == NetworkKind.CLASSIFIER
            ? Optional.of(ShapeEvidence.pool(tensors))
            : Optional.empty();
    UNetArchitecture unet =
        new UNetArchitecture(
            pool.map(this::imageSize).orElse(0),
            kind == NetworkKind.UPSAMPLER ? 6 : 3,
            channels,
            pool.map(this::classes).orElseGet(this::outChannels),
            residualBlocks,
            attentionRates(),
            multipliers(),
            tensors.size(ShapeEvidence.LABEL_EMBEDDING, 0),
            Network.UNTOLD_HEADS,
            usesScaleShiftNorm(),
            levels > 1 && !tensors.anyNameEnds(".op.weight"));
    return new Network(kind, unet, pool);
  }

  /** Returns the number of a level's first input block. */
  static int firstBlock(int level, int residualBlocks) {
    return 1 + level * (residualBlocks + 1);
  }

  private String firstBlock(int level) {
    return "input_blocks." + firstBlock(level, residualBlocks);
  }

  private List<Double> multipliers() {
    List<Double> multipliers = new ArrayList<>();
    double last = 1;
    for (int level = 0; level < levels; level++) {
      OptionalInt width = tensors.size(firstBlock(level) + ".0.out_layers.3.weight", 0);
      last = width.isPresent() ? multiplier(width.getAsInt()) : last;
      multipliers.add(last);
    }
    return multipliers;
  }

  /**
   * Returns the quotient, or the next number if the product would round down to one channel less.
   */
  private double multiplier(int width) {
    double quotient = (double) width / channels;
    return (int) (quotient * channels) == width ? quotient : Math.nextUp(quotient);
  }

  private List<Integer> attentionRates() {
    return IntStream.range(0, Math.min(levels, Integer.SIZE - 1))
        .filter(level -> tensors.has(firstBlock(level) + ".1.qkv.weight"))
        .mapToObj(level -> 1 << level)
        .toList();
  }

  private boolean usesScaleShiftNorm() {
    OptionalInt width = tensors.size("input_blocks.1.0.out_layers.0.weight", 0);
    OptionalInt embedding = tensors.size(ShapeEvidence.CONDITIONING, 0);
    return width.isPresent()
        && embedding.isPresent()
        && embedding.getAsInt() == 2 * width.getAsInt();
  }

  private int outChannels() {
    return tensors.size(ShapeEvidence.LAST_CONVOLUTION, 0).orElse(3) == 6 ? 6 : 3;
  }

  private int classes(ClassifierPool pool) {
    return tensors.size(ShapeEvidence.logits(pool), 0).orElse(1);
  }

  /**
   * Infers the image size from the attention pool, which has an embedding for each position and one
   * for their mean.
   */
  private int imageSize(ClassifierPool pool) {
    if (pool != ClassifierPool.ATTENTION) {
      return 0;
    }
    int positions = tensors.size(ShapeEvidence.POSITIONAL_EMBEDDING, 1).orElse(1) - 1;
    int side = (int) Math.sqrt(positions);
    boolean isImage = side * side == positions && levels <= 12;
    return isImage ? side << (levels - 1) : 0;
  }
}
