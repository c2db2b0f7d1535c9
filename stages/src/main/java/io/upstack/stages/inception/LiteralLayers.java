package io.upstack.stages.inception;

import io.upstack.stages.programs.MethodBuilder;
import io.upstack.stages.programs.ProgramBuilder;
import io.upstack.stages.programs.Value;
import java.util.List;

/**
 * The layers as a scripted module of torchvision's has them, with separate batch normalization and
 * feature maps in contiguous memory. {@link FoldedLayers} is measured against them.
 */
final class LiteralLayers implements Layers {
  private final ProgramBuilder program;
  private final MethodBuilder method;
  private final InceptionParameters parameters;
  private final String prefix;

  private LiteralLayers(
      ProgramBuilder program, MethodBuilder method, InceptionParameters parameters, String prefix) {
    this.program = program;
    this.method = method;
    this.parameters = parameters;
    this.prefix = prefix;
  }

  static LiteralLayers of(
      ProgramBuilder program, MethodBuilder method, InceptionParameters parameters) {
    return new LiteralLayers(program, method, parameters, "");
  }

  @Override
  public MethodBuilder method() {
    return method;
  }

  @Override
  public Layers in(String module) {
    return new LiteralLayers(program, method, parameters, prefix + module + ".");
  }

  @Override
  public FeatureMap input(Value images, int channels) {
    return new FeatureMap(method.evaluate("torch.contiguous(%s)", images), channels);
  }

  @Override
  public FeatureMap convolution(FeatureMap x, Convolution convolution) {
    String name = prefix + convolution.name();
    List<Long> shape = convolution.kernelShape(x.channels());
    Value kernel = declare(name + ".conv.weight", shape, parameters.kernel(name, shape));
    Value convolved =
        method.evaluate(
            "torch.conv2d(%s, %s, None, %s)", x.value(), kernel, convolution.geometry());
    BatchNormalization normalization = parameters.batchNormalization(name, convolution.out());
    Value normalized =
        method.evaluate(
            "torch.batch_norm(%s, %s, %s, %s, %s, False, 0.1, %s, False)",
            convolved,
            declareVector(name + ".bn.weight", normalization.gamma()),
            declareVector(name + ".bn.bias", normalization.beta()),
            declareVector(name + ".bn.running_mean", normalization.mean()),
            declareVector(name + ".bn.running_var", normalization.variance()),
            normalization.epsilon());
    return rectified(new FeatureMap(normalized, convolution.out()));
  }

  @Override
  public FeatureMap pointwiseOfAverages(FeatureMap x, Convolution convolution) {
    return convolution(averages(x), convolution);
  }

  @Override
  public Value classifier(Value x, int classes, int features) {
    List<Long> shape = List.of((long) classes, (long) features);
    Value weight = declare("fc.weight", shape, parameters.classifier(classes, features));
    return method.evaluate("torch.linear(%s, %s)", x, weight);
  }

  private Value declareVector(String name, float[] values) {
    return declare(name, List.of((long) values.length), values);
  }

  private Value declare(String name, List<Long> shape, float[] values) {
    return program.tensor(name, DenseTensor.of(shape, values));
  }
}
