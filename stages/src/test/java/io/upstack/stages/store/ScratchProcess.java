package io.upstack.stages.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another process with a scratch directory, which says where and then waits. */
final class ScratchProcess {
  private ScratchProcess() {}

  static Process start(Path temporary) throws IOException {
    return new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                ScratchProcess.class.getName(),
                temporary.toString()))
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
    ScratchDirectory scratch = ScratchDirectory.create(Path.of(arguments[0]));
    Files.writeString(scratch.path().resolve("content"), "in use");
    System.out.println(scratch.path());
    Thread.sleep(Long.MAX_VALUE);
  }
}
