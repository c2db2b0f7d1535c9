package io.upstack.stages.store;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

record LocalInputDirectory(String location, Path path) implements InputDirectory {
  static Optional<LocalInputDirectory> find(String location, Path path) {
    return Files.isDirectory(path)
        ? Optional.of(new LocalInputDirectory(location, path))
        : Optional.empty();
  }

  @Override
  public boolean has(String name) {
    return Files.isRegularFile(path.resolve(name));
  }

  @Override
  public Optional<InputDirectory> directory(String name) {
    Path inner = path.resolve(name);
    return find(inner.toString(), inner).map(directory -> directory);
  }

  @Override
  public List<Entry> files() throws IOException {
    List<Entry> entries = new ArrayList<>();
    try {
      Files.walkFileTree(
          path,
          EnumSet.of(FileVisitOption.FOLLOW_LINKS),
          Integer.MAX_VALUE,
          new Listing(path, entries));
    } catch (IOException exception) {
      throw new IOException(
          "directory '%s' cannot be read: %s".formatted(location, FailureReason.of(exception)),
          exception);
    }
    entries.sort(Comparator.comparing(Entry::name));
    return List.copyOf(entries);
  }

  private static final class Listing extends SimpleFileVisitor<Path> {
    private final Path root;
    private final List<Entry> entries;

    Listing(Path root, List<Entry> entries) {
      this.root = root;
      this.entries = entries;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      return !directory.equals(root) && isHidden(directory)
          ? FileVisitResult.SKIP_SUBTREE
          : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (!isHidden(file) && !attributes.isDirectory()) {
        entries.add(new Entry(name(file), InputFile.of(file.toString())));
      }
      return FileVisitResult.CONTINUE;
    }

    private String name(Path file) {
      return StreamSupport.stream(root.relativize(file).spliterator(), false)
          .map(Path::toString)
          .collect(Collectors.joining("/"));
    }

    private static boolean isHidden(Path path) {
      return path.getFileName().toString().startsWith(".");
    }
  }
}
