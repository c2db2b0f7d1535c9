package io.upstack.stages.store;

import io.upstack.stages.store.gcs.GcsClient;
import io.upstack.stages.store.gcs.GcsLocation;
import io.upstack.stages.store.gcs.GcsPatience;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A cache of this process whose classes are not this test's, as those of another job are not. */
record CacheOfAnotherJob(URLClassLoader loader, Function<String, String> files, AutoCloseable cache)
    implements AutoCloseable {

  @SuppressWarnings("unchecked") // The type is the one that is implemented below.
  static CacheOfAnotherJob open(String endpoint, Path directory)
      throws IOException, ReflectiveOperationException {
    URLClassLoader loader = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader());
    Object cache =
        loader
            .loadClass(Files.class.getName())
            .getConstructor(String.class, String.class)
            .newInstance(endpoint, directory.toString());
    return new CacheOfAnotherJob(loader, (Function<String, String>) cache, (AutoCloseable) cache);
  }

  Path file(String location) {
    return Path.of(files.apply(location));
  }

  @Override
  public void close() throws Exception {
    try (loader;
        cache) {
      // Both are closed.
    }
  }

  private static URL[] classPath() throws IOException {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      urls.add(Path.of(entry).toUri().toURL());
    }
    return urls.toArray(URL[]::new);
  }

  /** The class that the other class loader loads. Outside it, only types of the JDK are known. */
  public static final class Files implements Function<String, String>, AutoCloseable {
    private final GcsClient client;
    private final FileCache cache;

    public Files(String endpoint, String directory) throws IOException {
      client = GcsClient.open(BucketClients.settings(endpoint), GcsPatience.standard());
      cache = new FileCache(Path.of(directory), 1000, Clock.systemUTC());
    }

    @Override
    public String apply(String location) {
      try {
        return cache
            .file(client, client.find(GcsLocation.parse(location)).orElseThrow())
            .toString();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() throws IOException {
      try (client) {
        cache.close();
      }
    }
  }
}
