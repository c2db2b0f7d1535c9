package io.upstack.stages.inception;

import static java.util.Locale.ROOT;

import io.upstack.proto.graph.AttrValue;
import io.upstack.proto.graph.NodeDef;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The weights as the frozen graph {@code classify_image_graph_def.pb} has them. Kernels are
 * [height, width, in, out], and batch normalization is an operator with attributes.
 */
final class GraphParameters implements InceptionParameters {
  private static final String OPERATOR = "BatchNormWithGlobalNormalization";
  private static final String EPSILON = "variance_epsilon";
  private static final String SCALED = "scale_after_normalization";

  private final FrozenGraph graph;
  private final WeightProblems problems;

  /**
   * @param file the name of the file in messages
   */
  GraphParameters(String file, FrozenGraph graph) {
    this.graph = graph;
    this.problems = new WeightProblems(file, "nodes");
  }

  @Override
  public float[] kernel(String convolution, List<Long> shape) {
    List<Long> stored = List.of(shape.get(2), shape.get(3), shape.get(1), shape.get(0));
    float[] values = constant(GraphNames.scope(convolution) + GraphNames.KERNEL, stored);
    int out = Math.toIntExact(shape.get(0));
    int in = Math.toIntExact(shape.get(1));
    return transposedKernel(values, values.length / in / out, in, out);
  }

  @Override
  public BatchNormalization batchNormalization(String convolution, int channels) {
    String scope = GraphNames.scope(convolution);
    List<Long> shape = List.of((long) channels);
    String name = scope + GraphNames.BATCH_NORMALIZATION;
    Optional<NodeDef> operator = graph.node(name).filter(node -> node.getOp().equals(OPERATOR));
    if (operator.isEmpty()) {
      problems.add(name, String.format(ROOT, "is missing, expected a node of %s", OPERATOR));
    }
    double epsilon = operator.map(node -> epsilon(name, node)).orElse(1.0);
    float[] variance = constant(scope + GraphNames.VARIANCE, shape);
    return new BatchNormalization(
        operator.map(node -> isScaled(name, node)).orElse(true)
            ? constant(scope + GraphNames.GAMMA, shape)
            : ones(channels),
        constant(scope + GraphNames.BETA, shape),
        constant(scope + GraphNames.MEAN, shape),
        problems.positive(scope + GraphNames.VARIANCE, variance, epsilon),
        epsilon);
  }

  @Override
  public float[] classifier(int classes, int features) {
    List<Long> stored = List.of((long) features, (long) classes);
    return transposed(constant(GraphNames.CLASSIFIER, stored), features, classes);
  }

  @Override
  public void requireFit() {
    problems.throwIfAny();
  }

  private float[] constant(String name, List<Long> shape) {
    Optional<NodeDef> node = graph.node(name);
    if (node.isEmpty()) {
      String what = String.format(ROOT, "is missing, expected a constant of the shape %s", shape);
      return problems.unfit(name, what, shape);
    }
    problems.found();
    return GraphConstant.refusal(node.get(), shape)
        .map(refusal -> problems.unfit(name, refusal, shape))
        .orElseGet(
            () ->
                problems.finite(
                    name, GraphConstant.of(node.get()).values(WeightProblems.elements(shape))));
  }

  private double epsilon(String name, NodeDef node) {
    AttrValue epsilon = node.getAttrOrDefault(EPSILON, AttrValue.getDefaultInstance());
    if (!epsilon.hasF() || !(epsilon.getF() >= 0 && epsilon.getF() <= 1)) {
      problems.add(name, String.format(ROOT, "has no attribute %s from 0 to 1", EPSILON));
      return 1;
    }
    return epsilon.getF();
  }

  /**
   * Returns whether the network multiplies by gamma. The graph can have a gamma that is not used.
   */
  private boolean isScaled(String name, NodeDef node) {
    AttrValue scaled = node.getAttrOrDefault(SCALED, AttrValue.getDefaultInstance());
    if (!scaled.hasB()) {
      problems.add(name, String.format(ROOT, "has no attribute %s, true or false", SCALED));
    }
    return scaled.getB();
  }

  private static float[] ones(int channels) {
    float[] ones = new float[channels];
    Arrays.fill(ones, 1);
    return ones;
  }

  /** Transposes [rows, columns] → [columns, rows]. */
  private static float[] transposed(float[] values, int rows, int columns) {
    float[] transposed = new float[values.length];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        transposed[column * rows + row] = values[row * columns + column];
      }
    }
    return transposed;
  }

  /** Transposes [positions, in, out] → [out, in, positions]. */
  private static float[] transposedKernel(float[] values, int positions, int in, int out) {
    float[] transposed = new float[values.length];
    int from = 0;
    for (int position = 0; position < positions; position++) {
      for (int channel = 0; channel < in; channel++) {
        for (int filter = 0; filter < out; filter++) {
          transposed[(filter * in + channel) * positions + position] = values[from++];
        }
      }
    }
    return transposed;
  }
}
