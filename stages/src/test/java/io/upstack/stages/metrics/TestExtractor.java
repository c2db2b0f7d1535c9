package io.upstack.stages.metrics;

import io.upstack.stages.programs.MethodBuilder;
import io.upstack.stages.programs.ProgramBuilder;
import io.upstack.stages.programs.Value;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Extractor files, right ones and wrong ones. */
final class TestExtractor {
  private static final String FLOAT = "torch.to(%s, 6)";

  private TestExtractor() {}

  /**
   * Pool features are the sums of each channel's pixels, spatial ones the pixels of the first row
   * (a channel after the other), the logit is the upper left pixel of the last channel.
   */
  static Path write(Path folder) throws IOException {
    return write(
        folder,
        forward -> {
          Value images = forward.evaluate(FLOAT, forward.parameter("images"));
          forward.returns(
              forward.evaluate("torch.sum(%s, [2, 3])", images),
              forward.evaluate("torch.flatten(torch.select(%s, 2, 0), 1)", images),
              forward.evaluate(
                  "torch.slice(torch.select(torch.select(%s, 3, 0), 2, 0), 1, 2)", images));
        });
  }

  /** Spatial features and logits are empty. */
  static Path writePoolOnly(Path folder) throws IOException {
    return write(
        folder,
        forward -> {
          Value images = forward.evaluate(FLOAT, forward.parameter("images"));
          Value pool = forward.evaluate("torch.sum(%s, [2, 3])", images);
          Value noColumns = forward.evaluate("torch.slice(%s, 1, 0, 0)", pool);
          Value nothing = forward.evaluate("torch.flatten(%s, 0)", noColumns);
          forward.returns(pool, noColumns, nothing);
        });
  }

  static Path write(Path folder, Consumer<MethodBuilder> forward) throws IOException {
    return write(folder, "forward", forward);
  }

  static Path write(Path folder, String method, Consumer<MethodBuilder> body) throws IOException {
    Path file = folder.resolve("extractor.pt");
    ProgramBuilder program = new ProgramBuilder("Extractor");
    body.accept(program.method(method));
    program.writeTo(file);
    return file;
  }
}
