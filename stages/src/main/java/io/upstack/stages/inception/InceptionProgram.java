package io.upstack.stages.inception;

import io.upstack.stages.programs.MethodBuilder;
import io.upstack.stages.programs.ProgramBuilder;
import io.upstack.stages.programs.Value;

/**
 * Writes the network as a feature extractor. Its {@code forward} takes RGB images, uint8 [N, 3, H,
 * W] of any size, and returns three fp32 tensors: pool features [N, 2048], spatial features [N,
 * 2023], and logits without bias [N, 1008].
 */
public final class InceptionProgram {
  private static final String NAME = "InceptionV3";

  private InceptionProgram() {}

  /**
   * Returns the program in its fastest form.
   *
   * @throws io.upstack.stages.problems.InvalidInputException naming all weights that do not fit
   */
  public static ProgramBuilder of(InceptionParameters parameters) {
    ProgramBuilder program = new ProgramBuilder(NAME);
    MethodBuilder forward = program.method("forward");
    write(program, FoldedLayers.of(program, forward, parameters));
    parameters.requireFit();
    return program;
  }

  /**
   * Returns the same network layer by layer, as a scripted module has it. It is slower, and serves
   * for comparison.
   */
  public static ProgramBuilder literal(InceptionParameters parameters) {
    ProgramBuilder program = new ProgramBuilder(NAME);
    MethodBuilder forward = program.method("forward");
    write(program, LiteralLayers.of(program, forward, parameters));
    parameters.requireFit();
    return program;
  }

  private static void write(ProgramBuilder program, Layers layers) {
    MethodBuilder forward = layers.method();
    Value images = forward.parameter("images");
    Value resized = new LegacyResize(program, forward).write(images);
    Value scaled = forward.evaluate("torch.mul(torch.sub(%s, 128), 0.0078125)", resized);
    InceptionV3 network = InceptionV3.write(layers, scaled);
    forward.returns(network.features(), network.spatial(), network.logits());
  }
}
