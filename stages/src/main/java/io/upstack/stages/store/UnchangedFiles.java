package io.upstack.stages.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Loads content that other code reads from files by name, perhaps not all at once. It guarantees
 * that what was loaded has the expected content: even a file that has other content for a moment is
 * noticed.
 */
public final class UnchangedFiles {
  private static final int ATTEMPTS = 3;

  private UnchangedFiles() {}

  /** Loads a resource. */
  @FunctionalInterface
  public interface Loading<T extends AutoCloseable> {
    T load() throws IOException;
  }

  /**
   * Loads while none of the files is written to, renamed or replaced. If a file was, but has its
   * former content, it loads again. What is half-written may well not load: a failure counts only
   * while no file has changed.
   *
   * @param files files that are {@link InputFile#pinned}
   * @throws ChangedInputException if a file does not have the expected content
   */
  public static <T extends AutoCloseable> T load(List<InputFile> files, Loading<T> loading)
      throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      List<Object> before = states(files);
      requireUnchanged(files);
      T loaded;
      try {
        loaded = loading.load();
      } catch (IOException | RuntimeException e) {
        requireUnchanged(files, e);
        if (states(files).equals(before)) {
          throw e;
        }
        continue;
      }
      try {
        requireUnchanged(files);
        if (states(files).equals(before)) {
          return loaded;
        }
      } catch (Throwable e) {
        close(loaded, e);
        throw e;
      }
      close(loaded, new IllegalStateException("it was loaded from a file that was written to"));
    }
    throw new IOException(
        "%s: written to, renamed or replaced each of the %d times that it was loaded; it must not change while it is used"
            .formatted(
                String.join(", ", files.stream().map(InputFile::location).toList()), ATTEMPTS));
  }

  private static List<Object> states(List<InputFile> files) throws IOException {
    List<Object> states = new ArrayList<>();
    for (InputFile file : files) {
      states.add(file.state());
    }
    return states;
  }

  private static void requireUnchanged(List<InputFile> files) throws IOException {
    for (InputFile file : files) {
      file.requireUnchanged();
    }
  }

  /** Says that a file has changed rather than what came of it. */
  private static void requireUnchanged(List<InputFile> files, Exception failure)
      throws IOException {
    try {
      requireUnchanged(files);
    } catch (ChangedInputException e) {
      e.addSuppressed(failure);
      throw e;
    }
  }

  private static void close(AutoCloseable loaded, Throwable reason) {
    try {
      loaded.close();
    } catch (Exception e) {
      reason.addSuppressed(e);
    }
  }
}
