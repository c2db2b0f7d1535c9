package io.upstack.stages.inception;

import io.upstack.stages.formats.FileFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** The kinds of files that hold a feature extractor, distinguished by their content. */
public enum ExtractorFormat {
  /** A TorchScript archive, which can be any extractor. */
  PROGRAM,
  /** A state dict of the Inception, such as pt_inception-2015-12-05-6726825d.pth. */
  STATE_DICT,
  /** TensorFlow's frozen graph of the Inception, classify_image_graph_def.pb. */
  GRAPH;

  /** The first byte of a GraphDef, whose first field is a node. */
  private static final byte NODE = 0x0a;

  /**
   * Determines the kind of a file, and reads no more of it than that takes.
   *
   * @throws UnknownExtractorException naming the file and the three kinds, if it is none of them
   */
  public static ExtractorFormat of(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      Optional<FileFormat> format = FileFormat.of(channel, file.toString());
      if (format.isPresent()) {
        return switch (format.get().kind()) {
          case TORCHSCRIPT -> PROGRAM;
          case TORCH, TORCH_LEGACY, SAFETENSORS -> STATE_DICT;
          case EMPTY, TORCH_TAR, NPZ, ZIP, CUT_ZIP, FOREIGN ->
              throw new UnknownExtractorException(file, format.get());
        };
      }
      ByteBuffer first = ByteBuffer.allocate(1);
      if (channel.read(first, 0) == 1 && first.get(0) == NODE) {
        return GRAPH;
      }
      throw new UnknownExtractorException(file, "is of an unknown format");
    }
  }
}
