package io.upstack.stages.models;

import io.upstack.stages.arrays.ElementType;
import io.upstack.stages.networks.ClassifierArchitecture;
import io.upstack.stages.networks.NoisyClassifier;
import io.upstack.stages.networks.OperationCount;
import io.upstack.stages.networks.Parameters;
import io.upstack.stages.networks.Precision;
import io.upstack.stages.networks.UNet;
import io.upstack.stages.networks.UNetArchitecture;
import io.upstack.stages.networks.Weights;
import io.upstack.stages.programs.MethodBuilder;
import io.upstack.stages.programs.ProgramBuilder;
import io.upstack.stages.programs.TensorData;
import io.upstack.stages.programs.Value;
import java.nio.channels.WritableByteChannel;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lists the tensors that an architecture needs from a checkpoint: their names and shapes, in the
 * order of guided-diffusion's state dicts. They are recorded while the network itself is written,
 * so that the list and the network cannot disagree.
 */
public final class ExpectedParameters {
  private ExpectedParameters() {}

  public static Map<String, List<Long>> of(UNetArchitecture architecture) {
    Recorder recorder = new Recorder();
    write(architecture, recorder);
    return recorder.shapes();
  }

  public static Map<String, List<Long>> of(ClassifierArchitecture architecture) {
    Recorder recorder = new Recorder();
    write(architecture, recorder);
    return recorder.shapes();
  }

  /** Counts the operations of a network for one sample, in the same way. */
  public static OperationCount operations(UNetArchitecture architecture) {
    return write(architecture, new Recorder());
  }

  /** Counts the operations of a classifier for one sample, in the same way. */
  public static OperationCount operations(ClassifierArchitecture architecture) {
    return write(architecture, new Recorder());
  }

  private static OperationCount write(UNetArchitecture architecture, Recorder recorder) {
    ProgramBuilder program = new ProgramBuilder("DryRun");
    Weights weights = new Weights(program, recorder, "");
    MethodBuilder method = program.method("forward");
    Value x = method.parameter("x");
    Value timesteps = method.parameter("timesteps");
    Optional<Value> labels =
        architecture.numClasses().isPresent()
            ? Optional.of(method.parameter("y"))
            : Optional.empty();
    new UNet(architecture, Precision.FP32).write(method, weights, x, timesteps, labels);
    return weights.operations();
  }

  private static OperationCount write(ClassifierArchitecture architecture, Recorder recorder) {
    ProgramBuilder program = new ProgramBuilder("DryRun");
    Weights weights = new Weights(program, recorder, "");
    MethodBuilder method = program.method("forward");
    Value x = method.parameter("x");
    Value timesteps = method.parameter("timesteps");
    new NoisyClassifier(architecture, Precision.FP32).logits(method, weights, x, timesteps);
    return weights.operations();
  }

  /** Records each request and returns tensors without content. */
  private static final class Recorder implements Parameters {
    private final Map<String, List<Long>> shapes = new LinkedHashMap<>();

    @Override
    public TensorData get(String name, List<Long> shape, ElementType type) {
      shapes.put(name, List.copyOf(shape));
      return new Unwritten(shape, type);
    }

    Map<String, List<Long>> shapes() {
      return Collections.unmodifiableMap(shapes);
    }
  }

  private record Unwritten(List<Long> shape, ElementType elementType) implements TensorData {
    @Override
    public void writeTo(WritableByteChannel channel) {
      throw new UnsupportedOperationException("a dry run has no weights");
    }
  }
}
