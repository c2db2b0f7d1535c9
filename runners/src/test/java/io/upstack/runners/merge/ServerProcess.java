package io.upstack.runners.merge;

import io.upstack.buckets.BucketServer;
import java.io.IOException;
import java.nio.file.Path;

/** A server of buckets in a process of its own, with memory for large objects. */
final class ServerProcess implements AutoCloseable {
  private final Process process;
  private final String endpoint;

  private ServerProcess(Process process, String endpoint) {
    this.process = process;
    this.endpoint = endpoint;
  }

  /** Runs until its input ends, as it does with the process that started it. */
  public static void main(String[] arguments) throws IOException {
    try (BucketServer server = BucketServer.start(arguments[0])) {
      System.out.println(server.endpoint());
      System.in.read();
    }
  }

  static ServerProcess start(String bucket) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx3g",
                "-cp",
                System.getProperty("java.class.path"),
                ServerProcess.class.getName(),
                bucket)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String endpoint = process.inputReader().readLine();
    if (endpoint == null) {
      throw new IllegalStateException("the server does not start");
    }
    return new ServerProcess(process, endpoint);
  }

  String endpoint() {
    return endpoint;
  }

  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }
}
