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
 * @param directory the directory as an absolute path
 */
public record ResolvedConfiguration(RunConfiguration configuration, Path directory) {

  /** Returns a configuration whose paths are relative to the file that it was read from. */
  public static ResolvedConfiguration of(RunConfiguration configuration, Path file) {
    Path absolute = file.toAbsolutePath().normalize();
    return new ResolvedConfiguration(
        configuration, Optional.ofNullable(absolute.getParent()).orElse(absolute));
  }

  /**
   * Returns the location of a file that the configuration names. A {@code gs://} path is returned
   * unchanged. Any other path is made absolute, with {@code ~/} for the home of this user.
   *
   * @throws java.nio.file.InvalidPathException if the text is not a path
   */
  public String locate(String written) {
    return GcsLocation.isGcs(written)
        ? written
        : directory.resolve(HomePaths.expand(written)).normalize().toString();
  }

  /** Returns the file, which need not exist. */
  public InputFile file(String written) {
    return InputFile.of(locate(written));
  }

  /** Returns a checkpoint on this machine. A checkpoint in a bucket is copied here first. */
  public CheckpointFile checkpoint(String written) throws IOException {
    FilePart named = FilePart.of(locate(written));
    return new CheckpointFile(named.file().localPath(), named.part());
  }

  /** Returns the checkpoints that are named, in the order base, classifier, upsampler. */
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

  /** Returns the files of the evaluation that are named, in the order extractor, reference. */
  public List<ConfiguredFile> evaluationFiles() {
    return NamedFile.ofEvaluation(configuration.getEvaluation()).stream()
        .map(file -> new ConfiguredFile(file.field(), file.written(), locate(file.written())))
        .toList();
  }
}
