package io.upstack.stages.store;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.List;
import java.util.TreeSet;

/** The names of the files under a directory that begin with a prefix, except hidden ones. */
final class DirectoryListing extends SimpleFileVisitor<Path> {
  private final Path root;
  private final String prefix;
  private final TreeSet<String> names = new TreeSet<>();

  private DirectoryListing(Path root, String prefix) {
    this.root = root;
    this.prefix = prefix;
  }

  /**
   * Returns the names in order. It reads each directory once, and only those that can hold such
   * names.
   */
  static List<String> names(Path root, String prefix) throws IOException {
    DirectoryListing listing = new DirectoryListing(root, prefix);
    Path start = root.resolve(prefix.substring(0, prefix.lastIndexOf('/') + 1));
    if (Files.isDirectory(start)) {
      Files.walkFileTree(
          start, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, listing);
    }
    return List.copyOf(listing.names);
  }

  @Override
  public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
    String name = name(directory);
    boolean within = (name + "/").startsWith(prefix) || prefix.startsWith(name + "/");
    return name.isEmpty() || (within && !isHidden(directory))
        ? FileVisitResult.CONTINUE
        : FileVisitResult.SKIP_SUBTREE;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
    String name = name(file);
    if (attributes.isRegularFile() && !isHidden(file) && name.startsWith(prefix)) {
      names.add(name);
    }
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFileFailed(Path file, IOException exception) throws IOException {
    boolean removedMeanwhile = exception instanceof NoSuchFileException;
    boolean linkToAbove = exception instanceof FileSystemLoopException;
    if (removedMeanwhile || linkToAbove) {
      return FileVisitResult.CONTINUE;
    }
    throw exception;
  }

  @Override
  public FileVisitResult postVisitDirectory(Path directory, IOException exception)
      throws IOException {
    // A folder is removed with its last object.
    return exception instanceof NoSuchFileException
        ? FileVisitResult.CONTINUE
        : super.postVisitDirectory(directory, exception);
  }

  private String name(Path path) {
    return root.relativize(path).toString().replace(path.getFileSystem().getSeparator(), "/");
  }

  private static boolean isHidden(Path path) {
    return path.getFileName().toString().startsWith(".");
  }
}
