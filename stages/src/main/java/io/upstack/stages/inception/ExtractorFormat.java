package io.upstack.stages.inception;

import io.upstack.stages.checkpoints.CheckpointFormat;
import io.upstack.stages.zip.MalformedZipException;
import io.upstack.stages.zip.ZipArchive;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** The kinds of files that a feature extractor comes in, told apart by what is in them. */
public enum ExtractorFormat {
  /** A TorchScript archive: any extractor. */
  PROGRAM,
  /** A state dict of the Inception, such as pt_inception-2015-12-05-6726825d.pth. */
  STATE_DICT,
  /** TensorFlow's frozen graph of the Inception, classify_image_graph_def.pb. */
  GRAPH;

  /** Of the first field of a GraphDef, a node. */
  private static final byte NODE = 0x0a;

  /**
   * Looks into a file, at no more of it than tells the kinds apart.
   *
   * @throws UnknownExtractorException naming the file and the three kinds, if it is none of them
   */
  public static ExtractorFormat of(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      Optional<CheckpointFormat> checkpoint = CheckpointFormat.of(channel);
      if (checkpoint.isPresent()) {
        return switch (checkpoint.get()) {
          case ZIP -> isProgram(channel, file) ? PROGRAM : STATE_DICT;
          case LEGACY -> STATE_DICT;
          case TAR -> throw new UnknownExtractorException(file, "is in PyTorch's old tar format");
        };
      }
      ByteBuffer first = ByteBuffer.allocate(1);
      if (channel.read(first, 0) == 1 && first.get(0) == NODE) {
        return GRAPH;
      }
      throw new UnknownExtractorException(
          file, channel.size() == 0 ? "is empty" : "is of an unknown format");
    }
  }

  private static boolean isProgram(FileChannel channel, Path file) throws IOException {
    try {
      ZipArchive archive = ZipArchive.open(channel, file.toString());
      return archive.members().stream().anyMatch(member -> member.name().contains("/code/"));
    } catch (MalformedZipException exception) {
      throw new UnknownExtractorException(file, "is a damaged archive", exception);
    }
  }
}
