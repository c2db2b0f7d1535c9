package io.upstack.stages.diffusion;

import static java.util.Locale.ROOT;

import java.util.Arrays;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Parses the flag timestep_respacing, which says which of the original timesteps sampling visits
 * (space_timesteps of guided_diffusion/respace.py).
 */
public final class TimestepRespacing {
  private static final String DDIM = "ddim";
  private static final Pattern COUNT = Pattern.compile("\\s*[+]?[0-9]{1,9}\\s*");

  private TimestepRespacing() {}

  /**
   * Returns the timesteps in ascending order.
   *
   * @param steps the number of steps of the original process
   * @param respacing a number of steps for each of equal sections, such as {@code 250} or {@code
   *     10,15,20}; {@code ddimN} for the first integer stride that gives N; or nothing, for all
   * @throws IllegalArgumentException saying what would be right
   */
  public static int[] timesteps(int steps, String respacing) {
    if (respacing.isEmpty()) {
      return IntStream.range(0, steps).toArray();
    }
    if (respacing.startsWith(DDIM)) {
      return strided(steps, count(respacing.substring(DDIM.length()), respacing));
    }
    int[] counts =
        Arrays.stream(respacing.split(",", -1)).mapToInt(part -> count(part, respacing)).toArray();
    return sections(steps, counts, respacing);
  }

  private static int[] strided(int steps, int count) {
    for (int stride = 1; stride < steps; stride++) {
      if ((steps + stride - 1) / stride == count) {
        int step = stride;
        return IntStream.range(0, count).map(i -> i * step).toArray();
      }
    }
    throw new IllegalArgumentException(
        String.format(
            ROOT, "no integer stride takes exactly %d of %d diffusion steps", count, steps));
  }

  private static int[] sections(int steps, int[] counts, String respacing) {
    SortedSet<Integer> taken = new TreeSet<>();
    int start = 0;
    for (int section = 0; section < counts.length; section++) {
      int size = steps / counts.length + (section < steps % counts.length ? 1 : 0);
      int count = counts[section];
      if (size < count) {
        throw new IllegalArgumentException(
            String.format(
                ROOT, "'%s' asks for %d steps of a section of %d", respacing, count, size));
      }
      double stride = count <= 1 ? 1 : (double) (size - 1) / (count - 1);
      // The strides are summed, not multiplied, because the reference's rounding depends on it.
      double current = 0;
      for (int i = 0; i < count; i++) {
        taken.add(start + (int) Math.rint(current));
        current += stride;
      }
      start += size;
    }
    if (taken.isEmpty()) {
      throw new IllegalArgumentException(String.format(ROOT, "'%s' leaves no step", respacing));
    }
    return taken.stream().mapToInt(Integer::intValue).toArray();
  }

  private static int count(String text, String respacing) {
    if (!COUNT.matcher(text).matches()) {
      throw new IllegalArgumentException(
          String.format(
              ROOT,
              "'%s' is neither a number of steps, nor a comma-separated list of them, nor ddimN",
              respacing));
    }
    return Integer.parseInt(text.strip());
  }
}
