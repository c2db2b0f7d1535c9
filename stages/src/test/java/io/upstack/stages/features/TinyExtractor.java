package io.upstack.stages.features;

import ai.djl.Device;
import io.upstack.stages.metrics.FeatureExtractor;
import io.upstack.stages.programs.MethodBuilder;
import io.upstack.stages.programs.ProgramBuilder;
import io.upstack.stages.programs.Value;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Features that can be told from the pixels: pool has the sum of each channel, spatial features are
 * the first row of red, logits the first pixel.
 */
public final class TinyExtractor {
  private TinyExtractor() {}

  public static FeatureExtractor load(Path folder) throws IOException {
    Path file = folder.resolve("extractor.pt");
    ProgramBuilder program = new ProgramBuilder("Extractor");
    MethodBuilder forward = program.method("forward");
    Value images = forward.evaluate("torch.to(%s, 6)", forward.parameter("images"));
    forward.returns(
        forward.evaluate("torch.sum(%s, [2, 3])", images),
        forward.evaluate("torch.select(torch.select(%s, 1, 0), 1, 0)", images),
        forward.evaluate("torch.select(torch.select(%s, 2, 0), 2, 0)", images));
    program.writeTo(file);
    return FeatureExtractor.load(file, Device.cpu());
  }
}
