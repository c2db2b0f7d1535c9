package io.upstack.stages.diffusion;

import static java.util.Locale.ROOT;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * A respaced Gaussian diffusion process, the SpacedDiffusion of guided_diffusion/respace.py. All
 * arrays are copies in fp64. They have one element for each step that sampling visits, in ascending
 * order.
 */
public final class DiffusionProcess {
  private final int[] timestepMap;
  private final double[] betas;
  private final double[] alphasCumprod;
  private final int originalSteps;

  private DiffusionProcess(int[] timestepMap, double[] betas, int originalSteps) {
    this.timestepMap = timestepMap;
    this.betas = betas;
    this.alphasCumprod = cumulative(betas);
    this.originalSteps = originalSteps;
  }

  /**
   * Returns a process of {@code steps} steps, of which sampling visits those that {@code respacing}
   * leaves.
   *
   * @param respacing the respacing in the syntax of {@link TimestepRespacing#timesteps}
   * @throws IllegalArgumentException if {@code respacing} does not fit {@code steps}, or the
   *     schedule has no variances for so few steps
   */
  public static DiffusionProcess of(NoiseSchedule schedule, int steps, String respacing) {
    int[] timesteps = TimestepRespacing.timesteps(steps, respacing);
    double[] original = cumulative(variances(schedule, steps));
    double[] betas = new double[timesteps.length];
    double last = 1;
    for (int i = 0; i < timesteps.length; i++) {
      double current = original[timesteps[i]];
      betas[i] = 1 - current / last;
      last = current;
    }
    return new DiffusionProcess(timesteps, betas, steps);
  }

  private static double[] variances(NoiseSchedule schedule, int steps) {
    double[] betas = schedule.betas(steps);
    for (int step = 0; step < steps; step++) {
      if (betas[step] <= 0 || betas[step] > 1) {
        throw new IllegalArgumentException(
            String.format(
                    ROOT,
                    "the %s schedule over %d diffusion steps has the variance %s at step %d,"
                        + " expected one",
                    schedule.flag(),
                    steps,
                    betas[step],
                    step)
                + " above 0 and at most 1; published models have 1000 steps");
      }
    }
    return betas;
  }

  private static double[] cumulative(double[] betas) {
    double[] products = new double[betas.length];
    double product = 1;
    for (int i = 0; i < betas.length; i++) {
      product *= 1 - betas[i];
      products[i] = product;
    }
    return products;
  }

  /** Returns the original timestep of each step. */
  public int[] timestepMap() {
    return timestepMap.clone();
  }

  /** Returns the variances after respacing. */
  public double[] betas() {
    return betas.clone();
  }

  /** Returns the products of 1 - beta up to and including each step. */
  public double[] alphasCumprod() {
    return alphasCumprod.clone();
  }

  /** Returns the number of steps of the process before respacing. */
  public int originalSteps() {
    return originalSteps;
  }

  /** Returns the number of steps that sampling takes. */
  public int steps() {
    return betas.length;
  }

  /** Returns alphasCumprod of the previous step, or 1 for the first step. */
  public double alphaCumprodBefore(int step) {
    return step == 0 ? 1 : alphasCumprod[step - 1];
  }

  /**
   * Returns the variances of q(x_{t-1} | x_t, x_0), equation 7 of Ho et al. The variance of the
   * first step is 0.
   */
  public double[] posteriorVariance() {
    return each(step -> betas[step] * (1 - alphaCumprodBefore(step)) / (1 - alphasCumprod[step]));
  }

  /**
   * Returns the logarithms of the posterior variances. The first variance is 0, so the first
   * logarithm is replaced by the second. A process of one step, which the reference does not allow,
   * uses the logarithm of its beta.
   */
  public double[] posteriorLogVarianceClipped() {
    double[] variance = posteriorVariance();
    return each(step -> Math.log(steps() == 1 ? betas[0] : variance[Math.max(step, 1)]));
  }

  /** Returns the factors that the posterior mean multiplies x_0 by. */
  public double[] posteriorMeanCoefficient1() {
    return each(
        step -> betas[step] * Math.sqrt(alphaCumprodBefore(step)) / (1 - alphasCumprod[step]));
  }

  /** Returns the factors that the posterior mean multiplies x_t by. */
  public double[] posteriorMeanCoefficient2() {
    return each(
        step ->
            (1 - alphaCumprodBefore(step))
                * Math.sqrt(1 - betas[step])
                / (1 - alphasCumprod[step]));
  }

  double[] each(IntToDoubleFunction coefficient) {
    return IntStream.range(0, steps()).mapToDouble(coefficient).toArray();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DiffusionProcess process
        && originalSteps == process.originalSteps
        && Arrays.equals(timestepMap, process.timestepMap)
        && Arrays.equals(betas, process.betas);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(betas) + originalSteps;
  }
}
