package io.upstack.stages.diffusion;

import io.upstack.stages.programs.Constants;
import io.upstack.stages.programs.MethodBuilder;
import io.upstack.stages.programs.ProgramBuilder;
import io.upstack.stages.programs.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A table of a program that holds the numbers that depend only on the step. The numbers are
 * computed in fp64 unless noted otherwise and stored in fp32, with one row for each step.
 */
final class Coefficients {
  private final Map<Coefficient, double[]> columns = new LinkedHashMap<>();

  Coefficients(DiffusionProcess process, SamplerOptions options) {
    double[] alphasCumprod = process.alphasCumprod();
    put(Coefficient.SQRT_RECIP_ALPHA_BAR, process.each(i -> Math.sqrt(1 / alphasCumprod[i])));
    put(
        Coefficient.SQRT_RECIP_ALPHA_BAR_MINUS_ONE,
        process.each(i -> Math.sqrt(1 / alphasCumprod[i] - 1)));
    if (options.method() instanceof SamplingMethod.Ddim ddim) {
      putDdim(process, ddim.eta(), options.temperature());
    } else {
      putDdpm(process, options.variance(), options.temperature());
    }
  }

  /**
   * Adds the coefficients of DDIM. The reference derives them in fp32 from alpha bars that it has
   * rounded to fp32. Near the end of sampling, 1 - alpha bar keeps few digits of such a value, so
   * exact values would differ from the reference by up to a thousandth.
   */
  private void putDdim(DiffusionProcess process, double eta, double temperature) {
    put(
        Coefficient.SQRT_ONE_MINUS_ALPHA_BAR,
        process.each(i -> root(1 - (float) process.alphasCumprod()[i])));
    put(
        Coefficient.SQRT_ALPHA_BAR_BEFORE,
        process.each(i -> root((float) process.alphaCumprodBefore(i))));
    put(
        Coefficient.DIRECTION,
        process.each(
            i -> {
              float sigma = ddimSigma(process, i, eta);
              float before = (float) process.alphaCumprodBefore(i);
              return root(Math.max(0, 1 - before - sigma * sigma));
            }));
    put(
        Coefficient.NOISE,
        process.each(i -> i == 0 ? 0 : temperature * ddimSigma(process, i, eta)));
  }

  private static float ddimSigma(DiffusionProcess process, int step, double eta) {
    float alphaBar = (float) process.alphasCumprod()[step];
    float before = (float) process.alphaCumprodBefore(step);
    return (float) eta * root((1 - before) / (1 - alphaBar)) * root(1 - alphaBar / before);
  }

  private static float root(float value) {
    return (float) Math.sqrt(value);
  }

  private void putDdpm(DiffusionProcess process, VarianceType type, double temperature) {
    double[] betas = process.betas();
    double[] posterior = process.posteriorVariance();
    double[] posteriorLog = process.posteriorLogVarianceClipped();
    put(Coefficient.POSTERIOR_MEAN_1, process.posteriorMeanCoefficient1());
    put(Coefficient.POSTERIOR_MEAN_2, process.posteriorMeanCoefficient2());
    put(Coefficient.NOISE, process.each(i -> i == 0 ? 0 : temperature));
    switch (type) {
      case LEARNED_RANGE -> {
        put(Coefficient.MINIMUM_LOG_VARIANCE, posteriorLog);
        put(Coefficient.MAXIMUM_LOG_VARIANCE, process.each(i -> Math.log(betas[i])));
      }
      case FIXED_LARGE -> {
        double[] large = process.each(i -> i == 0 && process.steps() > 1 ? posterior[1] : betas[i]);
        put(Coefficient.VARIANCE, large);
        put(Coefficient.LOG_VARIANCE, process.each(i -> Math.log(large[i])));
      }
      case FIXED_SMALL -> {
        put(Coefficient.VARIANCE, posterior);
        put(Coefficient.LOG_VARIANCE, posteriorLog);
      }
    }
  }

  private void put(Coefficient coefficient, double[] values) {
    columns.put(coefficient, values);
  }

  /** Declares the table, which has the shape [steps, coefficients]. */
  Value declare(ProgramBuilder program) {
    int rows = columns.values().iterator().next().length;
    double[] table = new double[rows * columns.size()];
    int column = 0;
    for (double[] values : columns.values()) {
      for (int row = 0; row < rows; row++) {
        table[row * columns.size() + column] = values[row];
      }
      column++;
    }
    return program.tensor(
        "coefficients", Constants.float32(List.of((long) rows, (long) columns.size()), table));
  }

  /**
   * Selects the row of a step.
   *
   * @param step the step, [1] int64
   */
  Row row(MethodBuilder method, Value table, Value step) {
    return new Row(
        method,
        method.evaluate("torch.index_select(%s, 0, %s)", table, step),
        new ArrayList<>(columns.keySet()));
  }

  /** The coefficients of one step. They are fp32 values of shape [1], which broadcast. */
  record Row(MethodBuilder method, Value row, List<Coefficient> columns) {
    Value get(Coefficient coefficient) {
      int column = columns.indexOf(coefficient);
      if (column < 0) {
        throw new IllegalStateException("this sampler has no coefficient " + coefficient);
      }
      return method.evaluate("torch.select(%s, 1, %d)", row, column);
    }
  }
}
