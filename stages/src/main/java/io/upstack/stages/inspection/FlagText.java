package io.upstack.stages.inspection;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Writes an inferred network as a piece of a configuration, with comments on what could not be
 * inferred.
 */
final class FlagText {
  private static final String HEADS =
      "num_heads, num_head_channels, num_heads_upsample, use_new_attention_order";
  private static final String DIFFUSION =
      "all of diffusion (diffusion_steps, noise_schedule, predict_xstart, rescale_timesteps)";

  private FlagText() {}

  /** Returns a message in text format, in lines. */
  static List<String> block(InferredNetwork inferred) {
    NetworkKind kind = inferred.network().kind();
    Optional<Integer> guess =
        inferred.tellsImageSize() ? Optional.empty() : publishedSize(inferred);
    InferredNetwork sized = guess.map(inferred::atImageSize).orElse(inferred);
    Stream<String> comments =
        inferred.tellsImageSize() ? Stream.empty() : comments(inferred, guess);
    Stream<String> size =
        guess.map(value -> NetworkFlag.IMAGE_SIZE.nameIn(kind) + ": " + value).stream();
    Stream<String> flags =
        sized.flags().entrySet().stream()
            .map(flag -> line(flag.getKey().nameIn(kind), flag.getValue()));
    Stream<String> content = Stream.of(comments, size, flags).flatMap(lines -> lines);
    return Stream.of(
            Stream.of(message(kind) + " {"), content.map(line -> "  " + line), Stream.of("}"))
        .flatMap(lines -> lines)
        .toList();
  }

  /** Returns the flags that shapes never reveal. */
  static String untold(NetworkKind kind) {
    return switch (kind) {
      case BASE_MODEL -> HEADS + "; " + DIFFUSION;
      case UPSAMPLER -> "small_size, " + HEADS + "; " + DIFFUSION;
      case CLASSIFIER -> "num_head_channels, classifier_scale";
    };
  }

  private static String line(String name, String value) {
    return (value.equals(FlagValues.NONE) ? "# " : "") + name + ": " + value;
  }

  private static String message(NetworkKind kind) {
    return switch (kind) {
      case BASE_MODEL, UPSAMPLER -> "model";
      case CLASSIFIER -> "classifier";
    };
  }

  private static Stream<String> comments(InferredNetwork inferred, Optional<Integer> guess) {
    NetworkKind kind = inferred.network().kind();
    String size = NetworkFlag.IMAGE_SIZE.nameIn(kind);
    String published = join(inferred.publishedSizes().stream().map(String::valueOf), " or ");
    String comment =
        "# %s is not told by the shapes%s"
            .formatted(
                size,
                published.isEmpty() ? "" : "; published with this channel_mult: " + published);
    if (guess.isPresent()) {
      return Stream.of(comment);
    }
    String resolutions =
        join(
            FlagValues.attentionRates(inferred.network().unet()).stream()
                .map(rate -> size + " / " + rate),
            ", ");
    return Stream.of(
        comment,
        "# %s: [%s]".formatted(NetworkFlag.ATTENTION_RESOLUTIONS.nameIn(kind), resolutions));
  }

  private static String join(Stream<String> values, String separator) {
    return values.collect(joining(separator));
  }

  private static Optional<Integer> publishedSize(InferredNetwork inferred) {
    List<Integer> sizes = inferred.publishedSizes();
    return sizes.size() == 1 ? Optional.of(sizes.get(0)) : Optional.empty();
  }
}
