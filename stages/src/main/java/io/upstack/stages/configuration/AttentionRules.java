package io.upstack.stages.configuration;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Checks where a network attends, and whether its heads divide the channels there. */
final class AttentionRules {
  private AttentionRules() {}

  /**
   * @param multipliers the multipliers of the levels; level i works at the image's size divided by
   *     2 to the i
   * @param whole whether the channels of every level are valid
   * @param resolutions what to do with resolutions that the network does not pass through
   */
  static void check(
      NetworkFlags flags,
      List<Double> multipliers,
      boolean whole,
      Unreached resolutions,
      FieldRules rules) {
    if (resolutions == Unreached.REFUSED) {
      checkResolutions(flags, multipliers.size(), rules);
    }
    boolean headed = checkHeads(flags.attention(), rules);
    if (whole && headed) {
      checkDivision(flags, multipliers, rules);
    }
  }

  /** The treatment of an attention resolution that a network does not pass through. */
  enum Unreached {
    /** The resolution is an error, because the user who configures it expects attention there. */
    REFUSED,
    /** The resolution has no effect, as in guided-diffusion, so a recording can have it. */
    PASSED_OVER
  }

  /** Checks what must hold even for a resolution without effect. */
  static void checkPositive(NetworkFlags flags, FieldRules rules) {
    for (int resolution : flags.attention().given()) {
      rules.atLeast(flags.names().resolutions(), 1, resolution);
    }
  }

  private static void checkResolutions(NetworkFlags flags, int levels, FieldRules rules) {
    List<Integer> possible =
        IntStream.range(0, Math.min(levels, Integer.SIZE - 1))
            .filter(level -> flags.imageSize() % (1 << level) == 0)
            .map(level -> flags.imageSize() / (1 << level))
            .boxed()
            .toList();
    String choices = possible.stream().map(String::valueOf).collect(joining(", "));
    for (int resolution : flags.attention().given()) {
      if (!possible.contains(resolution)) {
        rules.expected(
            flags.names().resolutions(),
            "resolutions that the network passes through (%s)".formatted(choices),
            resolution);
      }
    }
  }

  private static boolean checkHeads(NetworkFlags.Attention attention, FieldRules rules) {
    int width = attention.headChannels();
    if (width != NetworkFlags.Attention.UNSET) {
      boolean positive = width >= 1;
      if (!positive) {
        rules.expected("num_head_channels", "at least 1, or -1 to go by num_heads", width);
      }
      return positive;
    }
    boolean headed = rules.atLeast("num_heads", 1, attention.heads());
    int upsample = attention.headsUpsample();
    if (upsample != NetworkFlags.Attention.UNSET && upsample < 1) {
      rules.expected("num_heads_upsample", "at least 1, or -1 for as many as num_heads", upsample);
      return false;
    }
    return headed;
  }

  private static void checkDivision(
      NetworkFlags flags, List<Double> multipliers, FieldRules rules) {
    NetworkFlags.Attention attention = flags.attention();
    for (int channels : attendingChannels(flags, multipliers)) {
      if (attention.headChannels() != NetworkFlags.Attention.UNSET) {
        divides("num_head_channels", attention.headChannels(), channels, rules);
      } else {
        divides("num_heads", attention.heads(), channels, rules);
      }
    }
    if (attention.headChannels() == NetworkFlags.Attention.UNSET
        && attention.headsUpsample() != NetworkFlags.Attention.UNSET) {
      for (int channels : levelChannels(flags, multipliers)) {
        divides("num_heads_upsample", attention.headsUpsample(), channels, rules);
      }
    }
  }

  private static void divides(String field, int heads, int channels, FieldRules rules) {
    if (channels % heads != 0) {
      rules.expected(
          field, "a divisor of the %s channels of an attention block".formatted(channels), heads);
    }
  }

  /** Returns the channels of the levels that attend, and of the middle block, which always does. */
  private static SortedSet<Integer> attendingChannels(
      NetworkFlags flags, List<Double> multipliers) {
    SortedSet<Integer> channels = levelChannels(flags, multipliers);
    channels.add((int) (multipliers.get(multipliers.size() - 1) * flags.channels()));
    return channels;
  }

  private static SortedSet<Integer> levelChannels(NetworkFlags flags, List<Double> multipliers) {
    SortedSet<Integer> channels = new TreeSet<>();
    for (int level = 0; level < Math.min(multipliers.size(), Integer.SIZE - 1); level++) {
      for (int resolution : flags.attention().resolutions()) {
        if (resolution > 0 && flags.imageSize() / resolution == 1 << level) {
          channels.add((int) (multipliers.get(level) * flags.channels()));
        }
      }
    }
    return channels;
  }
}
