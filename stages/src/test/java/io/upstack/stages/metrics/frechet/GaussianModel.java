package io.upstack.stages.metrics.frechet;

import io.upstack.stages.metrics.GaussianStatistics;
import io.upstack.stages.metrics.SampleMoments;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Independent normal features, whose Fréchet distance is known in closed form. */
record GaussianModel(double[] mean, double[] deviations) {
  /** Deviations i^(-decay/2), as of covariances whose eigenvalues decay, times a scale. */
  static GaussianModel decaying(int width, double decay, double scale, double shift) {
    double[] mean = new double[width];
    double[] deviations = new double[width];
    for (int i = 0; i < width; i++) {
      deviations[i] = Math.pow(i + 1, -decay / 2);
      mean[i] = shift * deviations[i];
      deviations[i] *= 1 + (scale - 1) * (i % 2);
    }
    return new GaussianModel(mean, deviations);
  }

  int width() {
    return mean.length;
  }

  double distanceTo(GaussianModel other) {
    return IntStream.range(0, width())
        .mapToDouble(
            i ->
                Math.pow(mean[i] - other.mean[i], 2)
                    + Math.pow(deviations[i] - other.deviations[i], 2))
        .sum();
  }

  GaussianStatistics statistics() {
    double[] covariance = new double[width() * width()];
    for (int i = 0; i < width(); i++) {
      covariance[i * width() + i] = deviations[i] * deviations[i];
    }
    return GaussianStatistics.of(mean.clone(), covariance);
  }

  /** Moments of groups that together have so many samples, each group independent. */
  List<SampleMoments> draw(Random random, int samples, int groups) {
    List<SampleMoments> drawn = new ArrayList<>();
    for (int group = 0; group < groups; group++) {
      int before = (int) ((long) samples * group / groups);
      drawn.add(draw(random, (int) ((long) samples * (group + 1) / groups) - before));
    }
    return drawn;
  }

  private SampleMoments draw(Random random, int samples) {
    double[] sum = new double[width()];
    double[] products = new double[width() * width()];
    double[] row = new double[width()];
    for (int sample = 0; sample < samples; sample++) {
      for (int i = 0; i < width(); i++) {
        row[i] = random.nextGaussian() * deviations[i];
        sum[i] += row[i];
      }
      for (int i = 0; i < width(); i++) {
        for (int j = 0; j < width(); j++) {
          products[i * width() + j] += row[i] * row[j];
        }
      }
    }
    double[] means = new double[width()];
    for (int i = 0; i < width(); i++) {
      means[i] = mean[i] + sum[i] / samples;
      for (int j = 0; j < width(); j++) {
        products[i * width() + j] -= sum[i] * sum[j] / samples;
      }
    }
    return SampleMoments.of(samples, means, products);
  }
}
