package io.upstack.stages.checkpoints;

import java.io.IOException;

/** What is in a file of one of the formats of checkpoints. */
interface CheckpointContent extends AutoCloseable {
  /** The tensors of a state dict by their names in the file, and in its order. */
  Selection.Selected select(Selection selection) throws IOException, MalformedPickleException;

  /** Where a tensor's storage begins in the file, or what is wrong with the storage. */
  long storagePosition(TensorLayout layout) throws IOException, MalformedPickleException;

  /** Reads a storage from end to end for its checksum, if it has one. */
  void verify(String storage) throws IOException;

  @Override
  void close() throws IOException;
}
