package io.upstack.stages.networks;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.upstack.stages.programs.MethodBuilder;
import io.upstack.stages.programs.Program;
import io.upstack.stages.programs.ProgramBuilder;
import io.upstack.stages.programs.TemporaryProgram;
import io.upstack.stages.programs.TorchEngine;
import io.upstack.stages.programs.Value;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoisyClassifierTest {
  private static final int CLASSES = 7;

  /** Several threads cost more than they bring on so little. */
  @BeforeAll
  static void useOneThread() {
    TorchEngine.useThreads(1);
  }

  @ParameterizedTest
  @CsvSource({
    "ATTENTION, true, true", "ATTENTION, false, false", "ADAPTIVE, true, false",
    "ADAPTIVE, false, true", "SPATIAL, true, true", "SPATIAL, false, false",
    "SPATIAL_V2, true, true", "SPATIAL_V2, false, false"
  })
  void logitsAndGradientsAgreeWithTheLiteralNetwork(
      ClassifierPool pool, boolean scaleShift, boolean resblockUpdown) throws IOException {
    // CLIP's pool has a position for each pixel, and so one size; the others take any.
    for (int size : pool == ClassifierPool.ATTENTION ? List.of(8) : List.of(8, 16)) {
      ClassifierArchitecture architecture = architecture(pool, scaleShift, resblockUpdown);
      try (Program program = written(architecture);
          Program literal = literal(architecture);
          NDManager manager = program.newManager()) {
        NDArray x = Images.waves(manager, 3, 3, size);
        NDArray timesteps = manager.create(new long[] {0, 400, 999});
        NDArray labels = manager.create(new long[] {6, 0, 3});

        NDArray expected = literal.run("logits", new NDList(x, timesteps)).get(0);
        NDArray logits = program.run("logits", new NDList(x, timesteps)).get(0);
        assertThat(logits.getShape()).isEqualTo(new Shape(3, CLASSES));
        assertThat(Relative.error(logits, expected)).isLessThan(2e-5);

        NDList guided = new NDList(x, timesteps, labels);
        NDList guidance = program.runWithGradients("gradient", guided);
        NDArray gradient = literal.runWithGradients("gradient", guided).get(0);
        assertThat(Relative.error(guidance.get(0), expected)).isLessThan(2e-5);
        assertThat(Relative.error(guidance.get(1), gradient)).isLessThan(2e-5);
      }
    }
  }

  private static ClassifierArchitecture architecture(
      ClassifierPool pool, boolean scaleShift, boolean resblockUpdown) {
    UNetArchitecture encoder =
        new UNetArchitecture(
            8,
            3,
            32,
            CLASSES,
            1,
            List.of(2),
            List.of(1.0, 2.0),
            OptionalInt.empty(),
            new AttentionHeads(1, 32, -1, AttentionOrder.HEADS_FIRST),
            scaleShift,
            resblockUpdown);
    return new ClassifierArchitecture(encoder, pool);
  }

  private static Program written(ClassifierArchitecture architecture) throws IOException {
    ProgramBuilder program = new ProgramBuilder("Written");
    Weights weights = new Weights(program, new RandomParameters(), "classifier_");
    NoisyClassifier network = new NoisyClassifier(architecture, Precision.FP32);
    MethodBuilder method = program.method("logits");
    Value x = method.parameter("x");
    method.returns(network.logits(method, weights, x, method.parameter("timesteps")));
    MethodBuilder gradient = program.method("gradient");
    NoisyClassifier.Guidance guidance =
        network.gradient(
            gradient,
            weights,
            gradient.parameter("x"),
            gradient.parameter("timesteps"),
            gradient.parameter("y"));
    gradient.returns(guidance.logits(), guidance.gradient());
    return TemporaryProgram.load(program, Device.cpu());
  }

  /** cond_fn of classifier_sample.py, at scale 1. */
  private static Program literal(ClassifierArchitecture architecture) throws IOException {
    ProgramBuilder program = new ProgramBuilder("Literal");
    MethodBuilder method = program.method("logits");
    Value x = method.parameter("x");
    Value timesteps = method.parameter("timesteps");
    method.returns(LiteralNetwork.logits(architecture, program, method, x, timesteps));

    MethodBuilder gradient = program.method("gradient");
    Value leaf =
        gradient.evaluate("torch.requires_grad_(torch.detach(%s), True)", gradient.parameter("x"));
    Value logits = gradient.call("logits", leaf, gradient.parameter("timesteps"));
    Value labels = gradient.parameter("y");
    Value selected =
        gradient.evaluate(
            "torch.sum(torch.gather(torch.log_softmax(%s, -1), 1, torch.unsqueeze(%s, 1)))",
            logits, labels);
    gradient.returns(
        gradient.evaluate(
            "torch.detach(unchecked_cast(Tensor, (torch.autograd.grad([%s], [%s]))[0]))",
            selected, leaf));
    return TemporaryProgram.load(program, Device.cpu());
  }
}
