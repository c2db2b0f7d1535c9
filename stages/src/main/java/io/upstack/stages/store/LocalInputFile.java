package io.upstack.stages.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

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
    } catch (AccessDeniedException exception) {
      throw new IOException(
          "file '%s' cannot be read: permission denied".formatted(location), exception);
    }
  }

  @Override
  public Path localPath() throws IOException {
    stamp();
    return path.toAbsolutePath();
  }

  @Override
  public String sha256() throws IOException {
    return FileDigests.sha256(path.toRealPath(), stamp(), this::open);
  }

  private FileStamp stamp() throws IOException {
    if (Files.isDirectory(path)) {
      throw new IOException("'%s' is a directory; a file was expected".formatted(location));
    }
    return FileStamp.of(path)
        .orElseThrow(() -> new IOException("there is no file '%s'".formatted(location)));
  }
}
