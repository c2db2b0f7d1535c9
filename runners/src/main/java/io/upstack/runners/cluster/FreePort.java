package io.upstack.runners.cluster;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds ports on loopback for processes that are started later. They are below those that systems
 * give to outgoing connections, one of which could have it before the process does.
 */
final class FreePort {
  private static final int FIRST = 15_000;
  private static final int LAST = 32_000;
  private static final int ATTEMPTS = 100;

  private FreePort() {}

  /** Held until it is closed. */
  static ServerSocket hold() throws IOException {
    for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
      try {
        int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
      } catch (BindException e) {
        // Somebody's.
      }
    }
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }
}
