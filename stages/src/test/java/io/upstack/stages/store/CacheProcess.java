package io.upstack.stages.store;

import io.upstack.stages.store.gcs.GcsClient;
import io.upstack.stages.store.gcs.GcsLocation;
import io.upstack.stages.store.gcs.GcsPatience;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** Another process that uses a file of the cache. */
final class CacheProcess {
  private CacheProcess() {}

  /** Starts a process that prints the file's path and uses it until it is killed. */
  static Process start(String endpoint, Path cache, long bytes, String location)
      throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new ProcessBuilder(
            List.of(
                java,
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                CacheProcess.class.getName(),
                endpoint,
                cache.toString(),
                Long.toString(bytes),
                location))
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  public static void main(String[] arguments) throws Exception {
    GcsClient client = GcsClient.open(BucketClients.settings(arguments[0]), GcsPatience.standard());
    FileCache cache =
        new FileCache(Path.of(arguments[1]), Long.parseLong(arguments[2]), Clock.systemUTC());
    try (cache) {
      GcsLocation location = GcsLocation.parse(arguments[3]);
      System.out.println(cache.file(client, client.find(location).orElseThrow()));
      Thread.sleep(Long.MAX_VALUE);
    }
  }
}
