package io.upstack.stages.store;

import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** The contract on a file system without hard links. */
class LinklessDirectoryStoreTest extends DirectoryStoreTest {
  @Override
  protected FileOperations disk() {
    return new LocalFileOperations() {
      @Override
      public void link(Path existing, Path link) throws FileSystemException {
        throw new FileSystemException(link.toString(), existing.toString(), "not permitted");
      }
    };
  }
}
