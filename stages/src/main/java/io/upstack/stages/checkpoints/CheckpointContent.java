package io.upstack.stages.checkpoints;

import java.io.IOException;
import java.util.Map;

/** What is in a file of one of the formats of {@code torch.save}. */
interface CheckpointContent extends AutoCloseable {
  /** The tensors by name, in the order of the file. */
  Map<String, TensorLayout> layouts() throws IOException, MalformedPickleException;

  /** Where a tensor's storage begins in the file, or what is wrong with the storage. */
  long storagePosition(TensorLayout layout) throws IOException, MalformedPickleException;

  /** Reads a storage from end to end for its checksum, if it has one. */
  void verify(String storage) throws IOException;

  @Override
  void close() throws IOException;
}
