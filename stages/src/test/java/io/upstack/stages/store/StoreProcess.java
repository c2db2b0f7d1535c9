package io.upstack.stages.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another process that writes to a directory store. */
final class StoreProcess {
  private StoreProcess() {}

  /** Starts a process with {@link #main}'s arguments, whose standard output can be read. */
  static Process start(String work, Path root, int version) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new ProcessBuilder(
            List.of(
                java,
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                StoreProcess.class.getName(),
                work,
                root.toString(),
                Integer.toString(version)))
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  static void kill(Process process) throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException("process %d survives".formatted(process.pid()));
    }
  }

  public static void main(String[] arguments) throws Exception {
    Path root = Path.of(arguments[1]);
    int version = Integer.parseInt(arguments[2]);
    try (ObjectStore store = DirectoryStore.open(root)) {
      switch (arguments[0]) {
        case "stall" -> stall(store);
        case "endless" -> writeEndlessly(store, version);
        case "race" -> race(store, version);
        default -> throw new IllegalArgumentException("no such work: " + arguments[0]);
      }
    }
  }

  /** Says so in the middle of an object, and goes no further. */
  private static void stall(ObjectStore store) throws IOException {
    store.create(
        "samples/00000.npz",
        output -> {
          output.write(Contents.bytes(100));
          System.out.println("writing");
          try {
            Thread.sleep(Long.MAX_VALUE);
          } catch (InterruptedException exception) {
            throw new IOException(exception);
          }
        });
  }

  private static void writeEndlessly(ObjectStore store, int version) throws IOException {
    System.out.println("writing");
    for (int number = 0; ; number++) {
      store.create("samples/%05d.npz".formatted(number), Contents.of(version));
      store.replace("replaced", Contents.of(number % 7 + 1));
    }
  }

  /** Begins when it reads a byte, and prints the answer about each object. */
  private static void race(ObjectStore store, int version) throws IOException {
    System.out.println("ready");
    System.in.read();
    for (int number = 0; number < 20; number++) {
      System.out.println(store.create("samples/%05d.npz".formatted(number), Contents.of(version)));
    }
  }
}
