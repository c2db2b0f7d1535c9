package io.upstack.stages.configuration;

import io.upstack.stages.problems.Problems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/** Whether the files that a configuration names are there to be read. */
final class FileRules {
  private FileRules() {}

  static void check(ResolvedConfiguration resolved, List<NamedFile> files, Problems problems) {
    for (NamedFile file : files) {
      if (!file.written().isEmpty()) {
        check(resolved, file, problems);
      }
    }
  }

  private static void check(ResolvedConfiguration resolved, NamedFile file, Problems problems) {
    try {
      Path path = resolved.resolve(file.written());
      FileProblems.find(path, file.kind())
          .ifPresent(what -> problems.add(file.field(), path + " " + what));
    } catch (InvalidPathException e) {
      problems.add(
          file.field(),
          "expected the path of a file, found "
              + ExpectedValue.quoted(file.written().replace('\0', '?')));
    }
  }
}
