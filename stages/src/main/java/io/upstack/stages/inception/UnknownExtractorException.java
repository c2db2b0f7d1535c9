package io.upstack.stages.inception;

import static java.util.Locale.ROOT;

import io.upstack.stages.formats.FileFormat;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Thrown when a file is not a feature extractor. The message names the file and the possible kinds.
 */
public final class UnknownExtractorException extends IOException {
  private static final long serialVersionUID = 1L;

  private static final String EXPECTED =
      "a feature extractor: a TorchScript program, or the weights of the"
          + " Inception-v3 of 2015-12-05 as a state dict (pt_inception-2015-12-05-6726825d.pth) or"
          + " as TensorFlow's frozen graph (classify_image_graph_def.pb)";

  UnknownExtractorException(Path file, String problem) {
    super(String.format(ROOT, "%s %s, expected %s", file, problem, EXPECTED));
  }

  /** Creates the exception for a file of a known format. */
  UnknownExtractorException(Path file, FileFormat format) {
    super(format.refusal(file.toString(), EXPECTED));
  }
}
