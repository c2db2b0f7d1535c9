package io.upstack.stages.diffusion;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Collectors;

/** The flag noise_schedule (get_named_beta_schedule of guided_diffusion/gaussian_diffusion.py). */
public enum NoiseSchedule {
  /** Ho et al., stretched to any number of steps. */
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
      // numpy.linspace: multiples of one step from the start, and the end itself.
      double step = (end - start) / (steps - 1);
      for (int i = 0; i < steps - 1; i++) {
        betas[i] = i * step + start;
      }
      betas[steps - 1] = end;
      return betas;
    }
  },

  /** Nichol and Dhariwal: alpha bar is a squared cosine; betas are capped at 0.999. */
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

  /** The variance that each of {@code steps} adds, from the first to the last. */
  public abstract double[] betas(int steps);

  public String flag() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The schedule of this flag value. */
  public static Optional<NoiseSchedule> of(String flag) {
    return Arrays.stream(values()).filter(schedule -> schedule.flag().equals(flag)).findFirst();
  }

  /** All flag values, for messages. */
  public static String flags() {
    return Arrays.stream(values()).map(NoiseSchedule::flag).collect(Collectors.joining(", "));
  }
}
