package io.upstack.stages.devices;

import io.upstack.stages.store.MachineLocks;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another process that has a device until it is killed. */
final class DeviceProcess {
  private DeviceProcess() {}

  /** Returns once it has the device. */
  static Process start(Path locks, Sharing sharing) throws IOException {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx64m",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    DeviceProcess.class.getName(),
                    locks.toString(),
                    sharing.name()))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
    if (!"held".equals(output.readLine())) {
      throw new IllegalStateException("the process does not get the device");
    }
    return process;
  }

  static void kill(Process process) throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new IllegalStateException("process %d survives".formatted(process.pid()));
    }
  }

  public static void main(String[] arguments) throws Exception {
    DeviceClaim claim =
        new DeviceClaim(
            List.of(FakeDevices.of(0)), Sharing.valueOf(arguments[1]), "makes /their/output");
    DeviceGuard guard = new DeviceGuard(Path.of(arguments[0]));
    try (MachineLocks.Held hold = guard.tryHold(FakeDevices.of(0), claim).orElseThrow()) {
      System.out.println(hold == null ? "free" : "held");
      Thread.sleep(Long.MAX_VALUE);
    }
  }
}
