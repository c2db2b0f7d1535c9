package io.upstack.stages.inception;

import static java.util.Locale.ROOT;

import java.io.IOException;
import java.nio.file.Path;

/** A file is no feature extractor; the message names it, and the kinds that there are. */
public final class UnknownExtractorException extends IOException {
  private static final long serialVersionUID = 1L;

  private static final String EXPECTED =
      "%s %s, expected a feature extractor: a TorchScript program, or the weights of the"
          + " Inception-v3 of 2015-12-05 as a state dict (pt_inception-2015-12-05-6726825d.pth) or"
          + " as TensorFlow's frozen graph (classify_image_graph_def.pb)";

  UnknownExtractorException(Path file, String problem) {
    super(String.format(ROOT, EXPECTED, file, problem));
  }

  UnknownExtractorException(Path file, String problem, Throwable cause) {
    super(String.format(ROOT, EXPECTED, file, problem) + ": " + cause.getMessage(), cause);
  }
}
