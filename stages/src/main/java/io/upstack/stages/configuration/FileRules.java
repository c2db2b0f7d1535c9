package io.upstack.stages.configuration;

import io.upstack.stages.problems.Problems;
import io.upstack.stages.store.FilePart;
import io.upstack.stages.store.InputDirectory;
import io.upstack.stages.store.InputFile;
import io.upstack.stages.store.InvalidLocationException;
import io.upstack.stages.store.gcs.GcsLocation;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Checks whether the files that a configuration names exist and can be read. */
final class FileRules {
  private FileRules() {}

  static void check(ResolvedConfiguration resolved, List<NamedFile> files, Problems problems) {
    for (NamedFile file : files) {
      if (!file.written().isEmpty()) {
        check(resolved, file, problems);
      }
    }
  }

  static boolean isBucket(String written) {
    return GcsLocation.isGcs(written);
  }

  /** Returns the location without the state dict that can be named after it. */
  private static String location(NamedFile file, String located) {
    return file.kind() == NamedFile.Kind.CHECKPOINT ? FilePart.of(located).location() : located;
  }

  /** Returns what is wrong with the state dict that is named after the file, or instead of it. */
  private static Optional<String> misnamed(NamedFile file, String located) {
    return switch (file.kind()) {
      case CHECKPOINT -> FilePart.missing(located);
      case FILE -> FilePart.refused(located, "an extractor");
      case FILE_OR_DIRECTORY -> Optional.empty();
    };
  }

  /**
   * Checks a file in a bucket. The message of an error names the object and the missing permission.
   */
  private static void checkBucket(NamedFile file, Problems problems) {
    try {
      checkThere(file);
    } catch (IOException | InvalidLocationException e) {
      problems.add(file.field(), e.getMessage() + PublishedFiles.hint(file.written()));
    }
  }

  private static void checkThere(NamedFile file) throws IOException {
    boolean isDirectory =
        file.kind() == NamedFile.Kind.FILE_OR_DIRECTORY
            && InputDirectory.find(file.written()).isPresent();
    if (!isDirectory) {
      InputFile.of(location(file, file.written())).size();
    }
  }

  private static void check(ResolvedConfiguration resolved, NamedFile file, Problems problems) {
    try {
      Optional<String> problem =
          misnamed(
              file, isBucket(file.written()) ? file.written() : resolved.locate(file.written()));
      if (problem.isPresent()) {
        problems.add(file.field(), problem.get());
        return;
      }
      if (isBucket(file.written())) {
        checkBucket(file, problems);
        return;
      }
      Path path = Path.of(location(file, resolved.locate(file.written())));
      FileProblems.find(path, file.kind())
          .ifPresent(
              what -> {
                String hint =
                    what.equals(FileProblems.MISSING) ? PublishedFiles.hint(path.toString()) : "";
                problems.add(file.field(), path + " " + what + hint);
              });
    } catch (InvalidPathException e) {
      problems.add(
          file.field(),
          "expected the path of a file, found "
              + ExpectedValue.quoted(file.written().replace('\0', '?')));
    }
  }
}
