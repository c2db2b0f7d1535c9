package io.upstack.stages.configuration;

import com.google.common.base.Splitter;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Which timestep_respacing can be had: space_timesteps of guided-diffusion's respace.py. */
final class RespacingRules {
  private static final String FORMS = "\"250\", \"ddim25\", \"10,15,20\" or nothing";
  private static final Pattern NUMBER = Pattern.compile("\\s*\\+?[0-9]+\\s*");

  private RespacingRules() {}

  /**
   * What is wrong with it, if anything.
   *
   * @param steps of the diffusion that is respaced, at least 1
   */
  static Optional<String> problem(int steps, String respacing) {
    if (respacing.isEmpty()) {
      return Optional.empty();
    }
    if (respacing.startsWith("ddim")) {
      return strideProblem(steps, respacing, respacing.substring("ddim".length()));
    }
    List<Integer> counts = new ArrayList<>();
    for (String part : Splitter.on(',').split(respacing)) {
      Optional<Integer> count = count(part);
      if (count.isEmpty()) {
        return malformed(respacing);
      }
      counts.add(count.get());
    }
    return sectionsProblem(steps, counts);
  }

  /** The first integer stride that gives the count; a stride of all the steps is not tried. */
  private static Optional<String> strideProblem(int steps, String respacing, String number) {
    Optional<Integer> count = count(number);
    if (count.isEmpty()) {
      return malformed(respacing);
    }
    boolean found =
        IntStream.range(1, steps).anyMatch(stride -> (steps - 1) / stride + 1 == count.get());
    return found
        ? Optional.empty()
        : Optional.of(
            "no integer stride takes exactly %s of %s steps".formatted(number.strip(), steps));
  }

  private static Optional<String> sectionsProblem(int steps, List<Integer> counts) {
    int sections = counts.size();
    for (int section = 0; section < sections; section++) {
      int size = steps / sections + (section < steps % sections ? 1 : 0);
      if (counts.get(section) > size) {
        return Optional.of(
            "section %s of %s has %s of the %s steps, expected at most as many, found %s"
                .formatted(section + 1, sections, size, steps, counts.get(section)));
      }
    }
    boolean none = counts.stream().allMatch(count -> count == 0);
    return none ? Optional.of("takes no step, expected at least 1") : Optional.empty();
  }

  private static Optional<String> malformed(String respacing) {
    return Optional.of("expected " + FORMS + ", found " + ExpectedValue.quoted(respacing));
  }

  /** Numbers too large for an int are as infeasible as the largest. */
  private static Optional<Integer> count(String text) {
    if (!NUMBER.matcher(text).matches()) {
      return Optional.empty();
    }
    BigInteger largest = BigInteger.valueOf(Integer.MAX_VALUE);
    return Optional.of(new BigInteger(text.strip().replace("+", "")).min(largest).intValue());
  }
}
