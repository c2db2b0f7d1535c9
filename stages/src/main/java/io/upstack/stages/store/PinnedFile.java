package io.upstack.stages.store;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.List;

/**
 * A file that is read only while its content is the expected one. A training loop may replace a
 * checkpoint between the moment when its fingerprint is recorded and the moment when it is loaded,
 * and what is made from it would then go under a fingerprint that is not its own.
 *
 * @param sha256 of the content that is expected, in lower-case hexadecimal
 */
record PinnedFile(InputFile file, String sha256) implements InputFile {
  @Override
  public String location() {
    return file.location();
  }

  @Override
  public boolean exists() {
    return file.exists();
  }

  @Override
  public long size() throws IOException {
    return file.size();
  }

  /** Another file may have the name for a moment, which must not be the one that is opened. */
  @Override
  public SeekableByteChannel open() throws IOException {
    return UnchangedFiles.load(List.of(this), file::open);
  }

  @Override
  public Object state() throws IOException {
    return file.state();
  }

  /** A caller that reads the path itself calls {@link #requireUnchanged} when it has done so. */
  @Override
  public Path localPath() throws IOException {
    requireUnchanged();
    return file.localPath();
  }

  @Override
  public InputFile pinned(String expected) {
    return file.pinned(expected);
  }

  @Override
  public void requireUnchanged() throws IOException {
    String found = file.sha256();
    if (!found.equals(sha256)) {
      throw new ChangedInputException(file.location(), sha256, found);
    }
  }
}
