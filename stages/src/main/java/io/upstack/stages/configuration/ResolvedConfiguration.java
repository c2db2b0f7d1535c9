package io.upstack.stages.configuration;

import io.upstack.proto.RunConfiguration;
import io.upstack.stages.checkpoints.CheckpointFile;
import io.upstack.stages.store.FilePart;
import io.upstack.stages.store.HomePaths;
import io.upstack.stages.store.InputFile;
import io.upstack.stages.store.gcs.GcsLocation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A configuration and the directory that its relative paths start from. The message keeps the paths
 * as they were written.
 *
 * @param directory absolute
 */
public record ResolvedConfiguration(RunConfiguration configuration, Path directory) {

  /** Paths are relative to the file that the configuration was read from. */
  public static ResolvedConfiguration of(RunConfiguration configuration, Path file) {
    Path absolute = file.toAbsolutePath().normalize();
    return new ResolvedConfiguration(
        configuration, Optional.ofNullable(absolute.getParent()).orElse(absolute));
  }

  /**
   * Where a file is, from what is written in the configuration: a {@code gs://} path as it is, any
   * other as an absolute path, with {@code ~/} for the home of this user.
   *
   * @throws java.nio.file.InvalidPathException if the text is not a path
   */
  public String locate(String written) {
    return GcsLocation.isGcs(written)
        ? written
        : directory.resolve(HomePaths.expand(written)).normalize().toString();
  }

  /** The file itself, which need not exist. */
  public InputFile file(String written) {
    return InputFile.of(locate(written));
  }

  /** A checkpoint on this machine, of which a copy is made there if it is in a bucket. */
  public CheckpointFile checkpoint(String written) throws IOException {
    FilePart named = FilePart.of(locate(written));
    return new CheckpointFile(named.file().localPath(), named.part());
  }

  /** The checkpoints that are named, in the order base, classifier, upsampler. */
  public List<ConfiguredFile> checkpoints() {
    return NamedFile.checkpoints(configuration.getGeneration()).stream()
        .map(
            file -> {
              FilePart named = FilePart.of(locate(file.written()));
              return new ConfiguredFile(
                  file.field(), file.written(), named.location(), named.part());
            })
        .toList();
  }

  /** The files of the evaluation that are named, in the order extractor, reference. */
  public List<ConfiguredFile> evaluationFiles() {
    return NamedFile.ofEvaluation(configuration.getEvaluation()).stream()
        .map(file -> new ConfiguredFile(file.field(), file.written(), locate(file.written())))
        .toList();
  }
}
