package io.upstack.stages.inception;

import static java.util.Locale.ROOT;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The weights as a state dict of torchvision's network names them. {@code Mixed_5b.branch1x1} has
 * {@code .conv.weight} and {@code .bn.weight}, {@code .bias}, {@code .running_mean} and {@code
 * .running_var}. The last layer is {@code fc}.
 */
final class NamedParameters implements InceptionParameters {
  /** The epsilon of all batch normalizations of the network. */
  private static final double EPSILON = 1e-3;

  private final Map<String, ? extends NamedWeights> tensors;
  private final WeightProblems problems;

  /**
   * The names that belong to the network, which are those asked for, and those without an effect.
   */
  private final Set<String> known = new HashSet<>();

  /**
   * @param file the name of the file in messages
   */
  NamedParameters(String file, Map<String, ? extends NamedWeights> tensors) {
    this.tensors = tensors;
    this.problems = new WeightProblems(file, "tensors");
  }

  @Override
  public float[] kernel(String convolution, List<Long> shape) {
    return get(convolution + ".conv.weight", shape);
  }

  @Override
  public BatchNormalization batchNormalization(String convolution, int channels) {
    String name = convolution + ".bn.";
    List<Long> shape = List.of((long) channels);
    known.add(name + "num_batches_tracked");
    float[] variance = get(name + "running_var", shape);
    return new BatchNormalization(
        get(name + "weight", shape),
        get(name + "bias", shape),
        get(name + "running_mean", shape),
        problems.positive(name + "running_var", variance, EPSILON),
        EPSILON);
  }

  @Override
  public float[] classifier(int classes, int features) {
    known.add("fc.bias");
    return get("fc.weight", List.of((long) classes, (long) features));
  }

  private float[] get(String name, List<Long> shape) {
    known.add(name);
    NamedWeights tensor = tensors.get(name);
    if (tensor == null) {
      return problems.unfit(
          name, String.format(ROOT, "is missing, expected the shape %s", shape), shape);
    }
    problems.found();
    if (!tensor.shape().equals(shape)) {
      return problems.unfit(
          name, String.format(ROOT, "has the shape %s, expected %s", tensor.shape(), shape), shape);
    }
    if (!tensor.isFloatingPoint()) {
      return problems.unfit(
          name,
          String.format(ROOT, "is of %s, expected floating point numbers", tensor.type()),
          shape);
    }
    return problems.finite(name, tensor.values());
  }

  @Override
  public void requireFit() {
    tensors.keySet().stream()
        .filter(name -> !known.contains(name))
        .forEach(name -> problems.add(name, "is not a tensor of this network"));
    problems.throwIfAny();
  }
}
