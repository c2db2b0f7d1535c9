package io.upstack.stages.inception;

import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import io.upstack.stages.checkpoints.StateDict;
import io.upstack.stages.programs.ProgramBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A file with the weights of the Inception-v3 of 2015-12-05. */
public final class InceptionFile {
  /**
   * The SHA-256 of the files that published numbers were computed with. These files hold the same
   * weights.
   */
  private static final Set<String> PUBLISHED =
      Set.of(
          // This is pt_inception-2015-12-05-6726825d.pth, whose name has the beginning of its hash.
          "6726825d0af5f729cebd5821db510b11b1cfad8faad88a03f1befd49fb9129b2",
          // This is classify_image_graph_def.pb of inception-2015-12-05.tgz.
          "009d6814d1bc560d4e7b236e170e9b2d5ca6f4b57bd8037f6db05776204415c6");

  private final Path file;
  private final ExtractorFormat format;

  private InceptionFile(Path file, ExtractorFormat format) {
    this.file = file;
    this.format = format;
  }

  /**
   * Returns a file of one of the kinds that hold only weights.
   *
   * @throws UnknownExtractorException if it is of another kind
   */
  public static InceptionFile of(Path file) throws IOException {
    ExtractorFormat format = ExtractorFormat.of(file);
    if (format == ExtractorFormat.PROGRAM) {
      throw new UnknownExtractorException(file, "is a program already");
    }
    return new InceptionFile(file, format);
  }

  /**
   * Returns whether this is one of the published files, by its SHA-256. This reads the whole file.
   */
  public boolean isPublished() throws IOException {
    return isPublished(MoreFiles.asByteSource(file).hash(Hashing.sha256()).toString());
  }

  /**
   * Returns whether a file is one of the two that published numbers were computed with.
   *
   * @param sha256 the SHA-256 of the file, in lower-case hexadecimal
   */
  public static boolean isPublished(String sha256) {
    return PUBLISHED.contains(sha256);
  }

  /**
   * Returns the network with these weights. They are then in memory, and the file is not needed any
   * more.
   *
   * @throws IOException naming the file, if it is damaged
   * @throws io.upstack.stages.problems.InvalidInputException naming all weights that do not fit
   */
  public ProgramBuilder program() throws IOException {
    return switch (format) {
      case STATE_DICT -> ofStateDict();
      case GRAPH -> ofGraph();
      case PROGRAM -> throw new IllegalStateException("a program has no weights to read");
    };
  }

  private ProgramBuilder ofStateDict() throws IOException {
    try (StateDict checkpoint = StateDict.open(file)) {
      if (checkpoint.tensors().keySet().stream().anyMatch(InceptionFile::isOfDiffusion)) {
        throw new UnknownExtractorException(
            file, "is a checkpoint of guided-diffusion, of a model that denoises or classifies");
      }
      Map<String, StateDictWeights> weights = new LinkedHashMap<>();
      checkpoint
          .tensors()
          .forEach((name, tensor) -> weights.put(name, new StateDictWeights(tensor)));
      return InceptionProgram.of(new NamedParameters(file.toString(), weights));
    } catch (UncheckedIOException exception) {
      throw exception.getCause();
    }
  }

  private static boolean isOfDiffusion(String tensor) {
    return tensor.startsWith("input_blocks.") || tensor.startsWith("time_embed.");
  }

  private ProgramBuilder ofGraph() throws IOException {
    Set<String> nodes = GraphNames.nodes().collect(Collectors.toUnmodifiableSet());
    FrozenGraph graph = FrozenGraph.read(file, nodes);
    return InceptionProgram.of(new GraphParameters(file.toString(), graph));
  }
}
