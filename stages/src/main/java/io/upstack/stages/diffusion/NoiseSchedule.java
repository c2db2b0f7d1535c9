package io.upstack.stages.diffusion;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Collectors;

/**
 * The values of the flag noise_schedule (get_named_beta_schedule of
 * guided_diffusion/gaussian_diffusion.py).
 */
public enum NoiseSchedule {
  /** The schedule of Ho et al., stretched to any number of steps. */
  LINEAR {
    @Override
    public double[] betas(int steps) {
      double scale = 1000.0 / steps;
      double start = scale * 0.0001;
      double end = scale * 0.02;
      double[] betas = new double[steps];
      if (steps == 1) {
        betas[0] = start;
        return betas;
      }
      // Like numpy.linspace, this adds multiples of one step to the start, and sets the end
      // exactly.
      double step = (end - start) / (steps - 1);
      for (int i = 0; i < steps - 1; i++) {
        betas[i] = i * step + start;
      }
      betas[steps - 1] = end;
      return betas;
    }
  },

  /**
   * The schedule of Nichol and Dhariwal. Its alpha bar is a squared cosine, and its betas are
   * capped at 0.999.
   */
  COSINE {
    @Override
    public double[] betas(int steps) {
      DoubleUnaryOperator alphaBar =
          time -> Math.pow(Math.cos((time + 0.008) / 1.008 * Math.PI / 2), 2);
      double[] betas = new double[steps];
      for (int i = 0; i < steps; i++) {
        double before = (double) i / steps;
        double after = (double) (i + 1) / steps;
        double ratio = alphaBar.applyAsDouble(after) / alphaBar.applyAsDouble(before);
        betas[i] = Math.min(1 - ratio, MAXIMUM_BETA);
      }
      return betas;
    }
  };

  private static final double MAXIMUM_BETA = 0.999;

  /** Returns the variance that each of {@code steps} steps adds, from the first to the last. */
  public abstract double[] betas(int steps);

  public String flag() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the schedule that a flag value names. */
  public static Optional<NoiseSchedule> of(String flag) {
    return Arrays.stream(values()).filter(schedule -> schedule.flag().equals(flag)).findFirst();
  }

  /** Returns all flag values, for messages. */
  public static String flags() {
    return Arrays.stream(values()).map(NoiseSchedule::flag).collect(Collectors.joining(", "));
  }
}
