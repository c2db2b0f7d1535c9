package io.upstack.stages.shards;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Where this is. */
public final class Worker {
  private Worker() {}

  /** Host and process, for messages. */
  public static String name() {
    return "%s process %d".formatted(host(), ProcessHandle.current().pid());
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      // A machine whose own name resolves to nothing.
      return "localhost";
    }
  }
}
