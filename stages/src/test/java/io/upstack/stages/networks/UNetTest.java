package io.upstack.stages.networks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Named.named;

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
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class UNetTest {
  private static final int CLASSES = 5;
  private static final boolean FILM = true;
  private static final boolean ADDITIVE = false;
  private static final boolean RESIDUAL = true;
  private static final boolean PLAIN = false;
  private static final AttentionHeads TWO_HEADS =
      new AttentionHeads(2, -1, -1, AttentionOrder.HEADS_FIRST);

  private static final UNetArchitecture PUBLISHED =
      architecture(32, 6, 1, List.of(2), List.of(1.0, 2.0), FILM, RESIDUAL, byWidth(16));
  private static final UNetArchitecture SUPER_RESOLUTION =
      withInput(
          6, architecture(32, 6, 1, List.of(4), List.of(1.0, 1.0, 2.0), FILM, RESIDUAL, TWO_HEADS));

  /** Every flag in at least two settings, in several combinations. */
  static Stream<Named<UNetArchitecture>> examples() {
    List<Double> twice = List.of(1.0, 2.0);
    List<Double> flat = List.of(1.0, 1.0);
    AttentionHeads newOrder = new AttentionHeads(4, -1, -1, AttentionOrder.QUERY_KEY_VALUE_FIRST);
    AttentionHeads wayUp = new AttentionHeads(1, -1, 4, AttentionOrder.HEADS_FIRST);
    return Stream.of(
        named("published", PUBLISHED),
        named("super-resolution", SUPER_RESOLUTION),
        named(
            "plain resampling",
            architecture(32, 3, 1, List.of(2), twice, FILM, PLAIN, byWidth(32))),
        named("additive", architecture(32, 6, 1, List.of(1), twice, ADDITIVE, RESIDUAL, TWO_HEADS)),
        named(
            "additive and plain, unconditional",
            unconditional(architecture(32, 3, 2, List.of(2), flat, ADDITIVE, PLAIN, TWO_HEADS))),
        named(
            "new order by count",
            architecture(32, 6, 1, List.of(1, 2), twice, FILM, RESIDUAL, newOrder)),
        named(
            "other heads on the way up, unconditional",
            unconditional(architecture(32, 6, 1, List.of(1, 2), flat, FILM, PLAIN, wayUp))),
        named(
            "96 channels", architecture(96, 3, 1, List.of(2), twice, FILM, RESIDUAL, byWidth(48))),
        named(
            "odd width of the embedding",
            architecture(33, 3, 1, List.of(2), List.of(0.97, 1.94), FILM, RESIDUAL, TWO_HEADS)),
        named(
            "three levels of two blocks, unconditional",
            unconditional(
                architecture(
                    32, 6, 2, List.of(2, 4), List.of(1.0, 2.0, 3.0), FILM, RESIDUAL, byWidth(32)))),
        named(
            "attention in the middle alone",
            architecture(32, 3, 1, List.of(), twice, FILM, RESIDUAL, TWO_HEADS)));
  }

  private static UNetArchitecture architecture(
      int modelChannels,
      int outChannels,
      int numResBlocks,
      List<Integer> attention,
      List<Double> multipliers,
      boolean useScaleShiftNorm,
      boolean resblockUpdown,
      AttentionHeads heads) {
    return new UNetArchitecture(
        8,
        3,
        modelChannels,
        outChannels,
        numResBlocks,
        attention,
        multipliers,
        OptionalInt.of(CLASSES),
        heads,
        useScaleShiftNorm,
        resblockUpdown);
  }

  private static UNetArchitecture unconditional(UNetArchitecture given) {
    return changed(given, given.inChannels(), OptionalInt.empty());
  }

  private static UNetArchitecture withInput(int channels, UNetArchitecture given) {
    return changed(given, channels, given.numClasses());
  }

  private static UNetArchitecture changed(
      UNetArchitecture given, int inChannels, OptionalInt classes) {
    return new UNetArchitecture(
        given.imageSize(),
        inChannels,
        given.modelChannels(),
        given.outChannels(),
        given.numResBlocks(),
        given.attentionDownsampling(),
        given.channelMult(),
        classes,
        given.heads(),
        given.useScaleShiftNorm(),
        given.resblockUpdown());
  }

  private static AttentionHeads byWidth(int width) {
    return new AttentionHeads(1, width, -1, AttentionOrder.QUERY_KEY_VALUE_FIRST);
  }

  /** Several threads cost more than they bring on so little. */
  @BeforeAll
  static void useOneThread() {
    TorchEngine.useThreads(1);
  }

  @ParameterizedTest
  @MethodSource("examples")
  void agreesWithTheLiteralNetwork(UNetArchitecture architecture) throws IOException {
    try (Program program = written(architecture, Precision.FP32);
        Program literal = literal(architecture);
        NDManager manager = program.newManager()) {
      for (int size : List.of(8, 16)) {
        NDArray actual = program.run("forward", inputs(manager, architecture, 3, size)).get(0);
        NDArray expected = literal.run("forward", inputs(manager, architecture, 3, size)).get(0);
        assertThat(actual.getShape())
            .isEqualTo(new Shape(3, architecture.outChannels(), size, size));
        assertThat(Relative.error(actual, expected)).as("size %d", size).isLessThan(2e-5);
      }
    }
  }

  @Test
  void oneTimestepStandsForTheWholeBatch() throws IOException {
    UNetArchitecture architecture = PUBLISHED;
    try (Program program = written(architecture, Precision.FP32);
        NDManager manager = program.newManager()) {
      NDList each = inputs(manager, architecture, 3, 8);
      each.set(1, manager.create(new long[] {7, 7, 7}));
      NDList one = inputs(manager, architecture, 3, 8);
      one.set(1, manager.create(new long[] {7}));
      NDArray expected = program.run("forward", each).get(0);
      assertThat(Relative.error(program.run("forward", one).get(0), expected)).isLessThan(2e-6);
    }
  }

  @Test
  void timestepsMayBeFractions() throws IOException {
    UNetArchitecture architecture = PUBLISHED;
    try (Program program = written(architecture, Precision.FP32);
        Program literal = literal(architecture);
        NDManager manager = program.newManager()) {
      NDList inputs = inputs(manager, architecture, 3, 8);
      inputs.set(1, manager.create(new float[] {0.5f, 249.75f, 999f}));
      NDArray expected = literal.run("forward", inputs).get(0);
      assertThat(Relative.error(program.run("forward", inputs).get(0), expected)).isLessThan(2e-5);
    }
  }

  @Test
  void aBatchOfOneAgreesWithTheSameSampleInABatch() throws IOException {
    UNetArchitecture architecture = SUPER_RESOLUTION;
    try (Program program = written(architecture, Precision.FP32);
        NDManager manager = program.newManager()) {
      NDList alone = inputs(manager, architecture, 1, 8);
      NDList among = inputs(manager, architecture, 3, 8);
      NDArray expected = program.run("forward", among).get(0).get("0:1");
      assertThat(Relative.error(program.run("forward", alone).get(0), expected)).isLessThan(2e-6);
    }
  }

  @Test
  void halfPrecisionOfTheTorsoStaysNearFullPrecision() throws IOException {
    UNetArchitecture architecture = PUBLISHED;
    try (Program half = written(architecture, Precision.FP16);
        Program full = written(architecture, Precision.FP32);
        NDManager manager = full.newManager()) {
      NDList inputs = inputs(manager, architecture, 3, 8);
      NDArray actual = half.run("forward", inputs).get(0);
      double error = Relative.error(actual, full.run("forward", inputs).get(0));
      assertThat(error).isGreaterThan(1e-5).isLessThan(5e-3);
    }
  }

  @Test
  void labelsGoWithClassConditionalModelsAlone() {
    ProgramBuilder program = new ProgramBuilder("Wrong");
    MethodBuilder method = program.method("forward");
    Weights weights = new Weights(program, new RandomParameters(), "");
    UNet network = new UNet(PUBLISHED, Precision.FP32);
    Value x = method.parameter("x");
    assertThatThrownBy(() -> network.write(method, weights, x, x, Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("labels must be given if and only if the model is class-conditional");
  }

  private static NDList inputs(
      NDManager manager, UNetArchitecture architecture, int batch, int size) {
    NDList inputs =
        new NDList(
            Images.waves(manager, batch, architecture.inChannels(), size),
            manager.create(new long[] {3, 500, 999}).get("0:" + batch));
    if (architecture.numClasses().isPresent()) {
      inputs.add(manager.create(new long[] {4, 0, 2}).get("0:" + batch));
    }
    return inputs;
  }

  private static Program written(UNetArchitecture architecture, Precision precision)
      throws IOException {
    ProgramBuilder program = new ProgramBuilder("Written");
    MethodBuilder method = program.method("forward");
    Weights weights = new Weights(program, new RandomParameters(), "model_");
    Value x = method.parameter("x");
    Value timesteps = method.parameter("timesteps");
    UNet network = new UNet(architecture, precision);
    method.returns(network.write(method, weights, x, timesteps, labels(architecture, method)));
    return TemporaryProgram.load(program, Device.cpu());
  }

  private static Program literal(UNetArchitecture architecture) throws IOException {
    ProgramBuilder program = new ProgramBuilder("Literal");
    MethodBuilder method = program.method("forward");
    Value x = method.parameter("x");
    Value timesteps = method.parameter("timesteps");
    Optional<Value> labels = labels(architecture, method);
    method.returns(LiteralNetwork.unet(architecture, program, method, x, timesteps, labels));
    return TemporaryProgram.load(program, Device.cpu());
  }

  private static Optional<Value> labels(UNetArchitecture architecture, MethodBuilder method) {
    return architecture.numClasses().isPresent()
        ? Optional.of(method.parameter("y"))
        : Optional.empty();
  }
}
