package io.upstack.stages.networks;

import io.upstack.stages.programs.ProgramBuilder;
import io.upstack.stages.programs.TensorData;
import io.upstack.stages.programs.Value;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Declares a network's parameters as attributes of a program. A parameter that several methods use
 * is declared once.
 */
public final class Weights {
  private final ProgramBuilder program;
  private final Parameters parameters;
  private final String prefix;
  private final OperationCount operations = new OperationCount();
  private final Map<String, Value> declared = new HashMap<>();

  /**
   * @param prefix a prefix that separates the attributes of networks that share a program
   */
  public Weights(ProgramBuilder program, Parameters parameters, String prefix) {
    this.program = program;
    this.parameters = parameters;
    this.prefix = prefix;
  }

  /** Returns the operations of the networks that were written with these weights. */
  public OperationCount operations() {
    return operations;
  }

  /** Declares a parameter with the layout it has in the checkpoint. */
  Value plain(String name, Precision precision, int... shape) {
    return declare(name, precision, UnaryOperator.identity(), shape);
  }

  /** Declares the weight of a convolution, [out, in, kernel, kernel], in channels-last memory. */
  Value convolution(String name, Precision precision, int... shape) {
    return declare(name, precision, ChannelsLast::new, shape);
  }

  /**
   * Declares the weight of a one-dimensional convolution with kernel 1, [out, in, 1], as a matrix.
   */
  Value pointwise(String name, Precision precision, int out, int in) {
    List<Long> matrix = List.of((long) out, (long) in);
    return declare(name, precision, tensor -> new Reshaped(tensor, matrix), out, in, 1);
  }

  private Value declare(
      String name, Precision precision, UnaryOperator<TensorData> layout, int... shape) {
    return declared.computeIfAbsent(
        name,
        key -> {
          List<Long> dimensions = Arrays.stream(shape).asLongStream().boxed().toList();
          TensorData tensor = parameters.get(name, dimensions, precision.elementType());
          return program.tensor(prefix + name, layout.apply(tensor));
        });
  }
}
