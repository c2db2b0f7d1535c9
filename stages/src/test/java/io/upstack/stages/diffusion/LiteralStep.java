package io.upstack.stages.diffusion;

import java.util.Optional;

/**
 * p_sample and ddim_sample of guided_diffusion/gaussian_diffusion.py for one number of an image, in
 * fp64.
 */
final class LiteralStep {
  private final DiffusionProcess process;
  private final SamplerOptions options;
  private final int t;

  LiteralStep(DiffusionProcess process, SamplerOptions options, int t) {
    this.process = process;
    this.options = options;
    this.t = t;
  }

  record Result(double sample, double predictedStart) {}

  Result take(
      double x, double output, double varianceOutput, Optional<Double> gradient, double noise) {
    double alphaBar = process.alphasCumprod()[t];
    double alphaBarPrev = t == 0 ? 1 : process.alphasCumprod()[t - 1];
    double start =
        switch (options.prediction()) {
          case START_X -> output;
          case EPSILON -> Math.sqrt(1 / alphaBar) * x - Math.sqrt(1 / alphaBar - 1) * output;
        };
    if (options.clipDenoised()) {
      start = Math.max(-1, Math.min(1, start));
    }
    if (options.method() instanceof SamplingMethod.Ddim ddim) {
      return ddim(x, start, gradient, noise, ddim.eta(), alphaBar, alphaBarPrev);
    }
    double beta = process.betas()[t];
    double mean =
        beta * Math.sqrt(alphaBarPrev) / (1 - alphaBar) * start
            + (1 - alphaBarPrev) * Math.sqrt(1 - beta) / (1 - alphaBar) * x;
    double logVariance = logVariance(varianceOutput);
    if (gradient.isPresent()) {
      mean += variance(logVariance) * gradient.get();
    }
    double mask = t == 0 ? 0 : 1;
    return new Result(mean + mask * Math.exp(0.5 * logVariance) * noise, start);
  }

  private Result ddim(
      double x,
      double clipped,
      Optional<Double> gradient,
      double noise,
      double eta,
      double alphaBar,
      double alphaBarPrev) {
    double recip = Math.sqrt(1 / alphaBar);
    double recipMinusOne = Math.sqrt(1 / alphaBar - 1);
    double start = clipped;
    if (gradient.isPresent()) {
      double epsilon = (recip * x - start) / recipMinusOne;
      epsilon -= root(1 - (float) alphaBar) * gradient.get();
      start = recip * x - recipMinusOne * epsilon;
    }
    double epsilon = (recip * x - start) / recipMinusOne;
    // As in the reference, from alpha bars rounded to fp32 on.
    float bar = (float) alphaBar;
    float barPrev = (float) alphaBarPrev;
    float sigma = (float) eta * root((1 - barPrev) / (1 - bar)) * root(1 - bar / barPrev);
    double mean = start * root(barPrev) + root(Math.max(0, 1 - barPrev - sigma * sigma)) * epsilon;
    return new Result(mean + (t == 0 ? 0 : sigma * noise), start);
  }

  private static float root(float value) {
    return (float) Math.sqrt(value);
  }

  private double logVariance(double varianceOutput) {
    double posterior = process.posteriorLogVarianceClipped()[t];
    double beta = process.betas()[t];
    return switch (options.variance()) {
      case LEARNED_RANGE -> {
        double fraction = (varianceOutput + 1) / 2;
        yield fraction * Math.log(beta) + (1 - fraction) * posterior;
      }
      case FIXED_LARGE -> Math.log(t == 0 ? process.posteriorVariance()[1] : beta);
      case FIXED_SMALL -> posterior;
    };
  }

  /** The clipped logarithm is for noise alone: the first posterior variance stays 0. */
  private double variance(double logVariance) {
    boolean clipped = options.variance() == VarianceType.FIXED_SMALL && t == 0;
    return clipped ? 0 : Math.exp(logVariance);
  }
}
