package io.upstack.stages.diffusion;

import io.upstack.stages.programs.MethodBuilder;
import io.upstack.stages.programs.Value;
import java.util.Optional;

/**
 * Writes the arithmetic of one reverse step into a method, following p_sample and ddim_sample of
 * guided_diffusion/gaussian_diffusion.py.
 */
final class ReverseStep {
  private final MethodBuilder method;
  private final SamplerOptions options;
  private final Coefficients.Row coefficients;

  ReverseStep(MethodBuilder method, SamplerOptions options, Coefficients.Row coefficients) {
    this.method = method;
    this.options = options;
    this.coefficients = coefficients;
  }

  /**
   * @param sample x_{t-1}, [N, C, H, W]
   * @param predictedStart the prediction of x_0 that the step was taken with
   */
  record Result(Value sample, Value predictedStart) {}

  /**
   * Writes the step.
   *
   * @param x x_t, [N, C, H, W]
   * @param output the output of the network, [N, C or 2 C, H, W]
   * @param gradient the gradient of the classifier times its scale
   * @param noise standard normal noise, present if the method is stochastic
   */
  Result write(
      Value x, Value output, int channels, Optional<Value> gradient, Optional<Value> noise) {
    boolean learned = options.variance() == VarianceType.LEARNED_RANGE;
    Value prediction =
        learned ? method.evaluate("torch.slice(%s, 1, 0, %d)", output, channels) : output;
    Value start = clipped(start(x, prediction));
    if (options.method() instanceof SamplingMethod.Ddim) {
      return ddim(x, start, gradient, noise);
    }
    Variance variance = learned ? learnedVariance(output, channels) : fixedVariance();
    return ddpm(x, start, variance, gradient, noise.orElseThrow());
  }

  private Value start(Value x, Value prediction) {
    return switch (options.prediction()) {
      case START_X -> prediction;
      case EPSILON -> startFromEpsilon(x, prediction);
    };
  }

  private Value clipped(Value start) {
    return options.clipDenoised() ? method.evaluate("torch.clamp(%s, -1, 1)", start) : start;
  }

  /** Writes a DDPM step, which is algorithm 1 of the paper if there is a gradient. */
  private Result ddpm(
      Value x, Value start, Variance variance, Optional<Value> gradient, Value noise) {
    Value mean =
        add(
            multiply(coefficients.get(Coefficient.POSTERIOR_MEAN_1), start),
            multiply(coefficients.get(Coefficient.POSTERIOR_MEAN_2), x));
    if (gradient.isPresent()) {
      mean = add(mean, multiply(variance.variance(), gradient.get()));
    }
    Value deviation = method.evaluate("torch.exp(torch.mul(%s, 0.5))", variance.logarithm());
    Value scale = multiply(coefficients.get(Coefficient.NOISE), deviation);
    return new Result(add(mean, multiply(scale, noise)), start);
  }

  /**
   * Writes a DDIM step, which is algorithm 2 of the paper if there is a gradient. As in the
   * reference, its x_0 is not clipped in that case.
   */
  private Result ddim(
      Value x, Value clippedStart, Optional<Value> gradient, Optional<Value> noise) {
    Value start = clippedStart;
    if (gradient.isPresent()) {
      Value shift =
          multiply(coefficients.get(Coefficient.SQRT_ONE_MINUS_ALPHA_BAR), gradient.get());
      Value guided = method.evaluate("torch.sub(%s, %s)", epsilonFromStart(x, start), shift);
      start = startFromEpsilon(x, guided);
    }
    Value epsilon = epsilonFromStart(x, start);
    Value mean =
        add(
            multiply(start, coefficients.get(Coefficient.SQRT_ALPHA_BAR_BEFORE)),
            multiply(coefficients.get(Coefficient.DIRECTION), epsilon));
    Value finalStart = start;
    return noise
        .map(draw -> add(mean, multiply(coefficients.get(Coefficient.NOISE), draw)))
        .map(sample -> new Result(sample, finalStart))
        .orElseGet(() -> new Result(mean, finalStart));
  }

  private Value startFromEpsilon(Value x, Value epsilon) {
    return method.evaluate(
        "torch.sub(%s, %s)",
        multiply(coefficients.get(Coefficient.SQRT_RECIP_ALPHA_BAR), x),
        multiply(coefficients.get(Coefficient.SQRT_RECIP_ALPHA_BAR_MINUS_ONE), epsilon));
  }

  private Value epsilonFromStart(Value x, Value start) {
    return method.evaluate(
        "torch.div(torch.sub(%s, %s), %s)",
        multiply(coefficients.get(Coefficient.SQRT_RECIP_ALPHA_BAR), x),
        start,
        coefficients.get(Coefficient.SQRT_RECIP_ALPHA_BAR_MINUS_ONE));
  }

  private Variance learnedVariance(Value output, int channels) {
    Value fraction =
        method.evaluate(
            "torch.div(torch.add(torch.slice(%s, 1, %d, %d), 1), 2)",
            output, channels, 2 * channels);
    Value logarithm =
        method.evaluate(
            "torch.add(torch.mul(%s, %s), torch.mul(torch.rsub(%s, 1), %s))",
            fraction,
            coefficients.get(Coefficient.MAXIMUM_LOG_VARIANCE),
            fraction,
            coefficients.get(Coefficient.MINIMUM_LOG_VARIANCE));
    return new Variance(method.evaluate("torch.exp(%s)", logarithm), logarithm);
  }

  private Variance fixedVariance() {
    return new Variance(
        coefficients.get(Coefficient.VARIANCE), coefficients.get(Coefficient.LOG_VARIANCE));
  }

  private Value add(Value a, Value b) {
    return method.evaluate("torch.add(%s, %s)", a, b);
  }

  private Value multiply(Value a, Value b) {
    return method.evaluate("torch.mul(%s, %s)", a, b);
  }

  private record Variance(Value variance, Value logarithm) {}
}
