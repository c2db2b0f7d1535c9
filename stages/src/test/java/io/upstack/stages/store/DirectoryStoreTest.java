package io.upstack.stages.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

class DirectoryStoreTest extends AbstractObjectStoreTest {
  @TempDir private Path root;

  /** The disk of these tests. */
  protected FileOperations disk() {
    return new LocalFileOperations();
  }

  @Override
  public ObjectStore open() throws IOException {
    return DirectoryStore.open(root, disk(), Clock.systemUTC());
  }

  @Override
  public FaultyStore openFaulty(Fault fault) throws IOException {
    FaultyFileOperations operations = new FaultyFileOperations(disk());
    ObjectStore store = DirectoryStore.open(root, operations, Clock.systemUTC());
    operations.arm(Optional.of(fault));
    return new FaultyStore(store, operations::reached);
  }

  @Override
  public void damage(String name, UnaryOperator<byte[]> change) throws IOException {
    Path file = root.resolve(name);
    Files.write(file, change.apply(Files.readAllBytes(file)));
  }

  @Override
  public List<String> leftovers() throws IOException {
    try (Stream<Path> files = Files.list(root.resolve(".upstack/tmp"))) {
      return files.map(Path::toString).toList();
    }
  }
}
