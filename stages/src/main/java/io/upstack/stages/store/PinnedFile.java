package io.upstack.stages.store;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.List;

/**
 * A file that is read only while its content is the expected one. A training loop may replace a
 * checkpoint after its fingerprint is recorded and before it is loaded, and everything made from it
 * would then carry the wrong fingerprint.
 *
 * @param sha256 the SHA-256 of the expected content, in lowercase hexadecimal
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

  /**
   * Opens the file and makes sure that it has the expected content, because another file may have
   * the name for a moment.
   */
  @Override
  public SeekableByteChannel open() throws IOException {
    return UnchangedFiles.load(List.of(this), file::open);
  }

  @Override
  public Object state() throws IOException {
    return file.state();
  }

  /** Returns the path. A caller that reads it must call {@link #requireUnchanged} afterwards. */
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
