package io.upstack.stages.verify;

import io.upstack.stages.configuration.PublishedDefaults;
import io.upstack.stages.diffusion.Denoiser;
import io.upstack.stages.networks.AttentionHeads;
import io.upstack.stages.networks.AttentionOrder;
import io.upstack.stages.networks.ClassifierArchitecture;
import io.upstack.stages.networks.ClassifierPool;
import io.upstack.stages.networks.UNetArchitecture;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Reads the flags that describe networks, with the defaults of guided-diffusion
 * (model_and_diffusion_defaults and classifier_defaults of guided_diffusion/script_util.py).
 */
final class NetworkFlags {
  private static final int PUBLISHED_CLASSES = 1000;
  private static final List<Integer> MODEL_RESOLUTIONS = List.of(16, 8);
  private static final List<Integer> CLASSIFIER_RESOLUTIONS = List.of(32, 16, 8);

  private final FlagReader flags;
  private final int imageSize;

  private NetworkFlags(FlagReader flags, int imageSize) {
    this.flags = flags;
    this.imageSize = imageSize;
  }

  /** The architecture that create_model builds. */
  static UNetArchitecture model(FlagReader flags) {
    NetworkFlags reader = new NetworkFlags(flags, flags.positive("image_size", 64));
    UNetArchitecture architecture =
        reader.unet(
            Denoiser.IMAGE_CHANNELS,
            reader.multipliers(PublishedDefaults.modelMultipliers(reader.imageSize)));
    flags.refuseOthers();
    return architecture;
  }

  /** The architecture that sr_create_model builds. */
  static UNetArchitecture upsampler(FlagReader flags) {
    int largeSize = flags.positive("large_size", 256);
    NetworkFlags reader = new NetworkFlags(flags, flags.positive("image_size", largeSize));
    flags.ignore("small_size");
    UNetArchitecture architecture =
        reader.unet(
            2 * Denoiser.IMAGE_CHANNELS,
            reader.multipliers(PublishedDefaults.superResolutionMultipliers(reader.imageSize)));
    flags.refuseOthers();
    return architecture;
  }

  private UNetArchitecture unet(int inChannels, List<Double> multipliers) {
    // None of these changes what a network computes in fp32 outside training.
    flags.ignore("dropout", "use_checkpoint", "use_fp16");
    int images = Denoiser.IMAGE_CHANNELS;
    return new UNetArchitecture(
        imageSize,
        inChannels,
        flags.positive("num_channels", 128),
        flags.truth("learn_sigma", false) ? 2 * images : images,
        flags.positive("num_res_blocks", 2),
        downsampling("attention_resolutions", MODEL_RESOLUTIONS),
        multipliers,
        classes(),
        new AttentionHeads(
            flags.positive("num_heads", 4),
            flags.integer("num_head_channels", -1),
            flags.integer("num_heads_upsample", -1),
            order()),
        flags.truth("use_scale_shift_norm", true),
        flags.truth("resblock_updown", false));
  }

  /** The architecture that create_classifier builds. */
  static ClassifierArchitecture classifier(FlagReader flags) {
    NetworkFlags reader = new NetworkFlags(flags, flags.positive("image_size", 64));
    ClassifierArchitecture architecture = reader.encoder();
    flags.refuseOthers();
    return architecture;
  }

  private ClassifierArchitecture encoder() {
    flags.ignore("classifier_use_fp16", "num_heads_upsample", "dropout", "use_checkpoint");
    ClassifierPool pool =
        flags.choice("classifier_pool", "attention", ClassifierPool::of, ClassifierPool.flags());
    int headChannels = flags.integer("num_head_channels", 64);
    if (pool == ClassifierPool.ATTENTION && headChannels < 1) {
      flags.problem(
          "num_head_channels",
          "is %d, expected the width of the attention pool's heads".formatted(headChannels));
    }
    UNetArchitecture encoder =
        new UNetArchitecture(
            imageSize,
            Denoiser.IMAGE_CHANNELS,
            flags.positive("classifier_width", 128),
            flags.positive("num_classes", PUBLISHED_CLASSES),
            flags.positive("classifier_depth", 2),
            downsampling("classifier_attention_resolutions", CLASSIFIER_RESOLUTIONS),
            multipliers(PublishedDefaults.modelMultipliers(imageSize)),
            OptionalInt.empty(),
            new AttentionHeads(flags.positive("num_heads", 1), headChannels, -1, order()),
            flags.truth("classifier_use_scale_shift_norm", true),
            flags.truth("classifier_resblock_updown", true));
    return new ClassifierArchitecture(encoder, pool);
  }

  private AttentionOrder order() {
    return flags.truth("use_new_attention_order", false)
        ? AttentionOrder.QUERY_KEY_VALUE_FIRST
        : AttentionOrder.HEADS_FIRST;
  }

  /** Labels condition a network if it has a number of classes, or if class_cond says so. */
  private OptionalInt classes() {
    OptionalInt given = flags.optionalInteger("num_classes");
    boolean conditional = flags.optionalTruth("class_cond").orElse(given.isPresent());
    if (!conditional) {
      return OptionalInt.empty();
    }
    return given.isPresent() ? given : OptionalInt.of(PUBLISHED_CLASSES);
  }

  private List<Integer> downsampling(String name, List<Integer> published) {
    List<Integer> resolutions = flags.integers(name).orElse(published);
    if (resolutions.stream().anyMatch(resolution -> resolution < 1)) {
      flags.problem(name, "is %s, expected resolutions of at least 1".formatted(resolutions));
      return List.of();
    }
    return resolutions.stream().map(resolution -> imageSize / resolution).toList();
  }

  private List<Double> multipliers(Optional<List<Double>> published) {
    Optional<List<Double>> given =
        flags.numbers("channel_mult").filter(multipliers -> !multipliers.isEmpty());
    if (given.isEmpty() && published.isEmpty()) {
      flags.problem(
          "channel_mult",
          "is not given, and no published network has the image size %d: expected one number a level"
              .formatted(imageSize));
    }
    return given.or(() -> published).orElse(List.of(1.0));
  }
}
