package io.upstack.stages.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;

record LocalInputFile(String location, Path path) implements InputFile {

  @Override
  public boolean exists() {
    return Files.isRegularFile(path);
  }

  @Override
  public long size() throws IOException {
    return stamp().size();
  }

  @Override
  public SeekableByteChannel open() throws IOException {
    stamp();
    try {
      return FileChannel.open(path, StandardOpenOption.READ);
    } catch (IOException exception) {
      throw unreadable(exception);
    }
  }

  @Override
  public Path localPath() throws IOException {
    stamp();
    return path.toAbsolutePath();
  }

  @Override
  public String sha256() throws IOException {
    State state = state();
    return FileDigests.sha256(state, state.changed().toInstant(), this::open);
  }

  @Override
  public State state() throws IOException {
    FileStamp stamp = stamp();
    Path real = path.toRealPath();
    // A copy that keeps the time of its source can set the size and modification time to anything,
    // but the time of the last status change only to the present. A rename changes that too.
    FileTime changed = (FileTime) Files.getAttribute(real, "unix:ctime");
    return new State(real, stamp, changed);
  }

  record State(Path path, FileStamp stamp, FileTime changed) {}

  @Override
  public InputFile pinned(String sha256) {
    return new PinnedFile(this, sha256);
  }

  private FileStamp stamp() throws IOException {
    if (Files.isDirectory(path)) {
      throw new IOException("'%s' is a directory; a file was expected".formatted(location));
    }
    try {
      return FileStamp.of(path)
          .orElseThrow(() -> new IOException("there is no file '%s'".formatted(location)));
    } catch (FileSystemException exception) {
      throw unreadable(exception);
    }
  }

  private IOException unreadable(IOException cause) {
    return new IOException(
        "file '%s' cannot be read: %s".formatted(location, FailureReason.of(cause)), cause);
  }
}
