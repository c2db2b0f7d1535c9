package io.upstack.stages.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Notes the steps that were taken, and lets one fail. */
final class FaultyFileOperations implements FileOperations {
  private final FileOperations operations;
  private final List<String> steps = new ArrayList<>();
  private Optional<Fault> fault = Optional.empty();

  FaultyFileOperations(FileOperations operations) {
    this.operations = operations;
  }

  @FunctionalInterface
  private interface Step<T> {
    T take() throws IOException;
  }

  /** Forgets the steps so far; the next is the first. */
  synchronized void arm(Optional<Fault> next) {
    steps.clear();
    fault = next;
  }

  synchronized List<String> steps() {
    return List.copyOf(steps);
  }

  synchronized boolean reached() {
    return fault.isPresent() && steps.size() >= fault.get().step();
  }

  private synchronized <T> T take(String name, Step<T> step) throws IOException {
    steps.add(name);
    int current = steps.size();
    if (fault.isPresent() && fault.get().prevents(current)) {
      throw new IOException("injected before step %d, %s".formatted(current, name));
    }
    T result = step.take();
    if (fault.isPresent() && fault.get().follows(current)) {
      if (result instanceof FileChannel channel) {
        channel.close();
      }
      throw new IOException("injected after step %d, %s".formatted(current, name));
    }
    return result;
  }

  @Override
  public FileChannel createFile(Path file) throws IOException {
    return take("createFile", () -> operations.createFile(file));
  }

  @Override
  public void write(FileChannel channel, ByteBuffer bytes) throws IOException {
    take(
        "write",
        () -> {
          operations.write(channel, bytes);
          return bytes;
        });
  }

  @Override
  public void force(FileChannel channel) throws IOException {
    take(
        "force",
        () -> {
          operations.force(channel);
          return true;
        });
  }

  @Override
  public void setLastModifiedTime(Path file, FileTime time) throws IOException {
    take(
        "setLastModifiedTime",
        () -> {
          operations.setLastModifiedTime(file, time);
          return file;
        });
  }

  @Override
  public void link(Path existing, Path link) throws IOException {
    take(
        "link " + link.getFileName(),
        () -> {
          operations.link(existing, link);
          return link;
        });
  }

  @Override
  public void rename(Path source, Path target) throws IOException {
    take(
        "rename to " + parentAndName(target),
        () -> {
          operations.rename(source, target);
          return target;
        });
  }

  @Override
  public void createDirectory(Path directory) throws IOException {
    take(
        "createDirectory " + parentAndName(directory),
        () -> {
          operations.createDirectory(directory);
          return directory;
        });
  }

  @Override
  public void forceDirectory(Path directory) throws IOException {
    take(
        "forceDirectory " + directory.getFileName(),
        () -> {
          operations.forceDirectory(directory);
          return directory;
        });
  }

  @Override
  public void delete(Path file) throws IOException {
    take(
        "delete in " + file.getParent().getFileName(),
        () -> {
          operations.delete(file);
          return file;
        });
  }

  @Override
  public FileChannel lock(Path file) throws IOException {
    return take("lock", () -> operations.lock(file));
  }

  private static String parentAndName(Path file) {
    return file.getParent().getFileName() + "/" + file.getFileName();
  }
}
