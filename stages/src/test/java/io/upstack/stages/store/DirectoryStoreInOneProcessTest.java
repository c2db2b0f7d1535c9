package io.upstack.stages.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uses a store as a process that runs jobs does: with several class loaders, and interrupted. */
class DirectoryStoreInOneProcessTest {
  @TempDir private Path root;

  @Test
  void storesOfDifferentClassLoadersDoNotBreakEachOthersLocks() throws Exception {
    List<Boolean> done =
        Race.of(
            4,
            number -> {
              try (URLClassLoader loader = new URLClassLoader(classPath(), platform())) {
                probe(loader);
              }
              return true;
            });
    assertThat(done).hasSize(4);
    try (ObjectStore store = DirectoryStore.open(root)) {
      assertThat(store.list("")).isEmpty();
    }
  }

  @Test
  void anInterruptedWriterLeavesNothing() throws IOException {
    try (ObjectStore store = DirectoryStore.open(root)) {
      ObjectContent interrupted =
          output -> {
            Thread.currentThread().interrupt();
            output.write(Contents.bytes(9));
          };
      assertThatThrownBy(() -> store.create("samples/0", interrupted))
          .isInstanceOf(ObjectWriteException.class);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(store.list("")).isEmpty();
      assertThat(root.resolve(".upstack/tmp")).isEmptyDirectory();
    }
  }

  /** Makes and removes an object over and over, each time under the lock. */
  private void probe(ClassLoader loader) throws ReflectiveOperationException {
    Class<?> stores = loader.loadClass(ObjectStores.class.getName());
    assertThat(stores).isNotSameAs(ObjectStores.class);
    Object store = stores.getMethod("open", String.class).invoke(null, root.toString());
    Class<?> type = loader.loadClass(ObjectStore.class.getName());
    for (int round = 0; round < 5; round++) {
      stores.getMethod("checkWritable", type).invoke(null, store);
    }
  }

  private static URL[] classPath() throws IOException {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      urls.add(Path.of(entry).toUri().toURL());
    }
    return urls.toArray(URL[]::new);
  }

  private static ClassLoader platform() {
    return ClassLoader.getPlatformClassLoader();
  }
}
