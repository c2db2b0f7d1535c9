package io.upstack.stages.configuration;

import static java.util.stream.Collectors.joining;

import java.util.List;

/**
 * Checks what must hold for the flags of any network so that it can be built (guided-diffusion's
 * unet.py).
 */
final class NetworkRules {
  /** The largest number of residual blocks in a level, far beyond what is trained. */
  static final int MOST_RESIDUAL_BLOCKS = 100;

  /** The longest edge in pixels. An image of this size fits in an array. */
  static final int LARGEST_IMAGE = 8192;

  private static final int NORMALISATION_GROUPS = 32;

  private NetworkRules() {}

  static void check(NetworkFlags flags, AttentionRules.Unreached resolutions, FieldRules rules) {
    boolean sized = checkSize(flags, rules);
    boolean wide = rules.atLeast(flags.names().channels(), 1, flags.channels());
    if (rules.atLeast(flags.names().residualBlocks(), 1, flags.residualBlocks())
        && flags.residualBlocks() > MOST_RESIDUAL_BLOCKS) {
      rules.expected(
          flags.names().residualBlocks(),
          "at most " + MOST_RESIDUAL_BLOCKS,
          flags.residualBlocks());
    }
    if (sized && flags.multipliers().isEmpty()) {
      String sizes = flags.publishedSizes().stream().map(String::valueOf).collect(joining(", "));
      String size = flags.names().imageSize();
      rules.report(
          "channel_mult",
          "is missing; it may be left out only where %s is one of %s, and it is %s"
              .formatted(size, sizes, flags.imageSize()));
    }
    if (resolutions == AttentionRules.Unreached.PASSED_OVER) {
      AttentionRules.checkPositive(flags, rules);
    }
    if (sized && wide && flags.multipliers().isPresent()) {
      List<Double> multipliers = flags.multipliers().get();
      boolean whole = checkChannels(flags, multipliers, rules);
      checkLevels(flags, multipliers.size(), rules);
      AttentionRules.check(flags, multipliers, whole, resolutions, rules);
    }
  }

  private static boolean checkSize(NetworkFlags flags, FieldRules rules) {
    if (flags.imageSize() > LARGEST_IMAGE) {
      rules.expected(flags.names().imageSize(), "at most " + LARGEST_IMAGE, flags.imageSize());
      return false;
    }
    return rules.atLeast(flags.names().imageSize(), 1, flags.imageSize());
  }

  private static boolean checkChannels(
      NetworkFlags flags, List<Double> multipliers, FieldRules rules) {
    boolean whole = true;
    for (int level = 0; level < multipliers.size(); level++) {
      double multiplier = multipliers.get(level);
      int channels = (int) (multiplier * flags.channels());
      if (channels < 1 || channels % NORMALISATION_GROUPS != 0) {
        whole = false;
        rules.report(
            "channel_mult",
            "level %s has %s x %s = %s channels, expected a positive multiple of %s"
                .formatted(level, multiplier, flags.channels(), channels, NORMALISATION_GROUPS));
      }
    }
    return whole;
  }

  private static void checkLevels(NetworkFlags flags, int levels, FieldRules rules) {
    // A rate beyond an int does not divide any image.
    long rate = levels > Integer.SIZE ? 1L << Integer.SIZE : 1L << (levels - 1);
    if (flags.imageSize() % rate != 0) {
      rules.expected(
          flags.names().imageSize(),
          "a multiple of %s, since the %s levels of channel_mult halve it %s times"
              .formatted(rate, levels, levels - 1),
          flags.imageSize());
    }
  }
}
