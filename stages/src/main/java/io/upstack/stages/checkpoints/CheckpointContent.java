package io.upstack.stages.checkpoints;

import java.io.IOException;

/** The content of a file in one of the checkpoint formats. */
interface CheckpointContent extends AutoCloseable {
  /** Returns the tensors of a state dict by their names in the file, and in its order. */
  Selection.Selected select(Selection selection) throws IOException, MalformedPickleException;

  /**
   * Returns the position of a tensor's storage in the file, or throws if the storage is invalid.
   */
  long storagePosition(TensorLayout layout) throws IOException, MalformedPickleException;

  /** Reads a whole storage to verify its checksum, if it has one. */
  void verify(String storage) throws IOException;

  @Override
  void close() throws IOException;
}
