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

  @Override
  protected ObjectStore open() throws IOException {
    return DirectoryStore.open(root);
  }

  @Override
  protected FaultyStore openFaulty(Fault fault) throws IOException {
    FaultyFileOperations operations = new FaultyFileOperations();
    ObjectStore store = DirectoryStore.open(root, operations, Clock.systemUTC());
    operations.arm(Optional.of(fault));
    return new FaultyStore(store, operations::reached);
  }

  @Override
  protected void damage(String name, UnaryOperator<byte[]> change) throws IOException {
    Path file = root.resolve(name);
    Files.write(file, change.apply(Files.readAllBytes(file)));
  }

  @Override
  protected List<String> leftovers() throws IOException {
    try (Stream<Path> files = Files.list(root.resolve(".upstack/tmp"))) {
      return files.map(Path::toString).toList();
    }
  }
}
