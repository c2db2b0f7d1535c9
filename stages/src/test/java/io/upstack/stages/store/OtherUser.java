package io.upstack.stages.store;

import io.upstack.stages.store.MachineLocks.Held;
import io.upstack.stages.store.MachineLocks.Mode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A process of another user that takes a lock, says so, and keeps it until it is killed. */
record OtherUser(Process process, Optional<String> line) {
  static OtherUser start(int user, Path folder) throws IOException {
    Path setpriv = Path.of("/usr/bin/setpriv");
    if (!Files.isExecutable(setpriv)) {
      return new OtherUser(new ProcessBuilder("true").start(), Optional.empty());
    }
    Process process =
        new ProcessBuilder(
                List.of(
                    setpriv.toString(),
                    "--reuid=" + user,
                    "--regid=" + user,
                    "--clear-groups",
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx64m",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    OtherUser.class.getName(),
                    folder.toString()))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
    return new OtherUser(process, Optional.ofNullable(output.readLine()));
  }

  /** Whether it got as far as to say something. */
  boolean canStart() {
    return line.isPresent();
  }

  String said() {
    return line.orElseThrow();
  }

  void kill() throws InterruptedException {
    StoreProcess.kill(process);
  }

  public static void main(String[] arguments) throws Exception {
    MachineLocks locks = MachineLocks.ofAllUsers(Path.of(arguments[0]));
    Optional<Held> held;
    try {
      held = locks.tryLock("gpu", Mode.EXCLUSIVE, "another user");
    } catch (IOException e) {
      System.out.println(e.getMessage());
      return;
    }
    if (held.isEmpty()) {
      System.out.println(locks.holder("gpu").orElse("nobody says"));
      return;
    }
    System.out.println("held");
    Thread.sleep(Long.MAX_VALUE);
  }
}
