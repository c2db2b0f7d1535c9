package io.upstack.stages.inception;

import io.upstack.stages.arrays.ElementType;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.zip.CRC32;

/**
 * Weights that are hashes of their names and positions. Their range makes values neither vanish nor
 * explode over the network, so the network's results can be checked without a file of 95 MB.
 *
 * @param name the name in a state dict
 */
public record FormulaWeights(String name, List<Long> shape) implements NamedWeights {
  public FormulaWeights {
    shape = List.copyOf(shape);
  }

  /**
   * Returns the parameters of a network with such weights.
   *
   * @param file the name of the list of shapes in messages
   * @param shapes the shapes by the names of a state dict
   */
  public static InceptionParameters parameters(String file, Map<String, List<Long>> shapes) {
    Map<String, FormulaWeights> weights = new LinkedHashMap<>();
    shapes.forEach((name, shape) -> weights.put(name, new FormulaWeights(name, shape)));
    return new NamedParameters(file, weights);
  }

  @Override
  public String type() {
    return ElementType.FLOAT32.toString();
  }

  @Override
  public boolean isFloatingPoint() {
    return true;
  }

  @Override
  public float[] values() {
    CRC32 crc = new CRC32();
    crc.update(name.getBytes(StandardCharsets.UTF_8));
    int seed = (int) crc.getValue();
    DoubleUnaryOperator scaling = scaling();
    float[] values = new float[WeightProblems.elements(shape)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) scaling.applyAsDouble(uniform(seed + i));
    }
    return values;
  }

  private DoubleUnaryOperator scaling() {
    if (name.endsWith("running_var")) {
      return uniform -> 0.75 + uniform / 2;
    }
    if (name.endsWith("running_mean") || name.endsWith("bias")) {
      return uniform -> 0.2 * (uniform - 0.5);
    }
    if (name.endsWith("bn.weight")) {
      return uniform -> 0.9 + 0.2 * uniform;
    }
    double bound = Math.sqrt(6 / fanIn());
    return uniform -> (2 * uniform - 1) * bound;
  }

  private double fanIn() {
    return shape.stream().skip(1).mapToDouble(Long::doubleValue).reduce(1, (a, b) -> a * b);
  }

  /** Returns a number from 0 to below 1, by the hash lowbias32 of Wellons (2018). */
  private static double uniform(int position) {
    int x = position;
    x ^= x >>> 16;
    x *= 0x7FEB352D;
    x ^= x >>> 15;
    x *= 0x846CA68B;
    x ^= x >>> 16;
    return Integer.toUnsignedLong(x) / 0x1p32;
  }
}
