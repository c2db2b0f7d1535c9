package io.upstack.runners.evaluation;

import io.upstack.stages.evaluate.ImageBatch;
import io.upstack.stages.images.ImageSize;
import io.upstack.stages.problems.Problems;
import io.upstack.stages.store.InputFile;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Samples as a user has them: an npz, a directory of npz files in the order of their names, or the
 * output of a run, whose samples are in its {@code samples/}. They are only read.
 *
 * @param batches not empty, all of one size
 */
record SampleFiles(List<ImageBatch> batches) {
  static final String OPTION = "--samples";

  /** In the output of a run. */
  static final String RECORD = "run.textproto";

  private static final int MOST_REPORTED = 10;

  SampleFiles {
    batches = List.copyOf(batches);
  }

  long images() {
    return batches.stream().mapToLong(ImageBatch::images).sum();
  }

  ImageSize size() {
    return batches.get(0).size();
  }

  /** Looks at every file. Empty, and problems told, if one can't be measured with the others. */
  static Optional<SampleFiles> inspect(String location, Problems problems) {
    try {
      return inspect(files(location), problems);
    } catch (IOException | IllegalArgumentException e) {
      problems.add(OPTION, e.getMessage());
      return Optional.empty();
    }
  }

  private static Optional<SampleFiles> inspect(List<InputFile> files, Problems problems) {
    List<ImageBatch> batches = new ArrayList<>();
    List<String> wrong = new ArrayList<>();
    for (InputFile file : files) {
      try {
        ImageBatch batch = ImageBatch.inspect(file);
        batches.add(batch);
        requireSize(batches.get(0), batch).ifPresent(wrong::add);
      } catch (IOException e) {
        wrong.add(e.getMessage());
      }
    }
    wrong.stream().limit(MOST_REPORTED).forEach(problem -> problems.add(OPTION, problem));
    if (wrong.size() > MOST_REPORTED) {
      problems.add(
          OPTION, "%d more files can't be measured".formatted(wrong.size() - MOST_REPORTED));
    }
    return wrong.isEmpty() ? Optional.of(new SampleFiles(batches)) : Optional.empty();
  }

  private static Optional<String> requireSize(ImageBatch first, ImageBatch batch) {
    if (batch.size().equals(first.size())) {
      return Optional.empty();
    }
    return Optional.of(
        "%s has images of %s pixels, expected %s as in %s"
            .formatted(
                batch.file().location(), batch.size(), first.size(), first.file().location()));
  }

  private static List<InputFile> files(String location) throws IOException {
    if (BucketSamples.isBucket(location)) {
      return BucketSamples.files(location);
    }
    Optional<Path> directory = directory(location);
    if (directory.isEmpty()) {
      return List.of(InputFile.of(location));
    }
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory.get(), "[!.]*.npz")) {
      entries.forEach(files::add);
    } catch (AccessDeniedException e) {
      throw new IOException(
          "directory '%s' may not be read by this user".formatted(directory.get()), e);
    }
    if (files.isEmpty()) {
      throw new IOException(
          "directory '%s' has no npz files, expected one or more".formatted(directory.get()));
    }
    return files.stream().sorted().map(file -> InputFile.of(file.toString())).toList();
  }

  /** Where the files are, if a directory was named. */
  static Optional<Path> directory(String location) {
    try {
      Path path = Path.of(location);
      Path samples = path.resolve("samples");
      if (Files.isRegularFile(path.resolve(RECORD)) && Files.isDirectory(samples)) {
        return Optional.of(samples);
      }
      return Files.isDirectory(path) ? Optional.of(path) : Optional.empty();
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }
}
