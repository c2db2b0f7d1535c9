package io.upstack.stages.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
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

  @Test
  void aFolderGoesWithItsLastObject() throws IOException {
    Path elsewhere = Files.createDirectories(root.resolve("elsewhere"));
    try (ObjectStore store = open()) {
      Files.createSymbolicLink(root.resolve("linked"), elsewhere);
      store.create("linked/0", StoreFormat.utf8("x"));
      store.create("attempts/launch/base/0", StoreFormat.utf8("x"));
      store.create("attempts/launch/base/1", StoreFormat.utf8("x"));

      store.delete("attempts/launch/base/0");
      assertThat(store.list("attempts/"))
          .extracting(StoredObject::name)
          .containsExactly("attempts/launch/base/1");
      store.delete("attempts/launch/base/1");
      store.delete("linked/0");

      assertThat(root.resolve("attempts")).doesNotExist();
      assertThat(root.resolve(".upstack/checksums/attempts")).doesNotExist();
      assertThat(root.resolve(".upstack/checksums")).isDirectory();
      assertThat(root.resolve("linked")).as("a link is a user's").isSymbolicLink();
      store.create("attempts/launch/base/0", StoreFormat.utf8("x"));
      assertThat(store.list("attempts/")).hasSize(1);
    }
  }

  @Override
  public List<String> leftovers() throws IOException {
    try (Stream<Path> files = Files.list(root.resolve(".upstack/tmp"))) {
      return files.map(Path::toString).toList();
    }
  }
}
