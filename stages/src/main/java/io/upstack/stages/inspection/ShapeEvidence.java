package io.upstack.stages.inspection;

import static java.util.stream.Collectors.joining;

import io.upstack.stages.networks.ClassifierPool;
import io.upstack.stages.networks.UNetArchitecture;
import java.util.Optional;
import java.util.stream.IntStream;

/** Names the tensors that show the properties of a network. */
final class ShapeEvidence {
  static final String TIME_EMBEDDING = "time_embed.0.weight";
  static final String LABEL_EMBEDDING = "label_emb.weight";
  static final String FIRST_CONVOLUTION = "input_blocks.0.0.weight";
  static final String CONDITIONING = "input_blocks.1.0.emb_layers.1.weight";
  static final String LAST_CONVOLUTION = "out.2.weight";
  static final String POSITIONAL_EMBEDDING = "out.2.positional_embedding";

  private static final String OUTPUT_BLOCKS = "output_blocks.";

  private ShapeEvidence() {}

  /**
   * Returns the kind of network, or nothing if these are not the tensors of a network of
   * guided-diffusion.
   */
  static Optional<NetworkKind> kind(TensorShapes tensors) {
    if (!tensors.anyNameStarts("middle_block.") || tensors.inputBlocks() < 2) {
      return Optional.empty();
    }
    if (!tensors.anyNameStarts(OUTPUT_BLOCKS)) {
      return Optional.of(NetworkKind.CLASSIFIER);
    }
    return Optional.of(
        tensors.size(FIRST_CONVOLUTION, 1).orElse(3) == 6
            ? NetworkKind.UPSAMPLER
            : NetworkKind.BASE_MODEL);
  }

  /** Describes the tensor that shows that the network is of this kind. */
  static String ofKind(NetworkKind kind, TensorShapes tensors) {
    return switch (kind) {
      case BASE_MODEL, UPSAMPLER -> tensors.described(FIRST_CONVOLUTION);
      case CLASSIFIER -> "there are no output_blocks";
    };
  }

  static ClassifierPool pool(TensorShapes tensors) {
    if (tensors.has(POSITIONAL_EMBEDDING)) {
      return ClassifierPool.ATTENTION;
    }
    if (tensors.has(logits(ClassifierPool.SPATIAL))) {
      return ClassifierPool.SPATIAL;
    }
    return tensors.has("out.1.weight") ? ClassifierPool.SPATIAL_V2 : ClassifierPool.ADAPTIVE;
  }

  /** Returns the name of the tensor whose first dimension is the number of classes. */
  static String logits(ClassifierPool pool) {
    return switch (pool) {
      case ADAPTIVE, SPATIAL_V2 -> "out.3.weight";
      case ATTENTION -> "out.2.c_proj.weight";
      case SPATIAL -> "out.2.weight";
    };
  }

  /** Describes the tensors that show that the flag has its value. */
  static String of(NetworkFlag flag, Network network, TensorShapes tensors) {
    UNetArchitecture unet = network.unet();
    return switch (flag) {
      case IMAGE_SIZE -> tensors.described(POSITIONAL_EMBEDDING);
      case CHANNELS -> tensors.described(TIME_EMBEDDING);
      case RESIDUAL_BLOCKS ->
          "there are %d input blocks for %d levels".formatted(tensors.inputBlocks(), unet.levels());
      case CHANNEL_MULTIPLIERS ->
          "its levels have %s channels"
              .formatted(
                  IntStream.range(0, unet.levels())
                      .mapToObj(level -> String.valueOf(unet.channels(level)))
                      .collect(joining(", ")));
      case ATTENTION_RESOLUTIONS -> attention(unet);
      case CLASS_CONDITIONAL -> tensors.described(LABEL_EMBEDDING);
      case CLASSES ->
          tensors.described(network.pool().map(ShapeEvidence::logits).orElse(LABEL_EMBEDDING));
      case LEARNED_VARIANCE -> tensors.described(LAST_CONVOLUTION);
      case SCALE_SHIFT_NORM -> tensors.described(CONDITIONING);
      case RESIDUAL_RESAMPLING -> {
        String block = "input_blocks." + (unet.numResBlocks() + 1) + ".0";
        yield tensors.described(
            block + (unet.resblockUpdown() ? ".in_layers.2" : ".op") + ".weight");
      }
      case POOL -> ofPool(network.pool().orElseThrow(), tensors);
    };
  }

  private static String ofPool(ClassifierPool pool, TensorShapes tensors) {
    return switch (pool) {
      case ATTENTION -> tensors.described(POSITIONAL_EMBEDDING);
      case ADAPTIVE, SPATIAL, SPATIAL_V2 -> tensors.described(logits(pool));
    };
  }

  private static String attention(UNetArchitecture unet) {
    String blocks =
        FlagValues.attentionRates(unet).stream()
            .map(Integer::numberOfTrailingZeros)
            .map(level -> NetworkReconstruction.firstBlock(level, unet.numResBlocks()))
            .map(block -> "input_blocks." + block + ".1")
            .collect(joining(", "));
    return blocks.isEmpty() ? "no input block attends" : "what attends begins at " + blocks;
  }
}
