package io.upstack.runners.cluster;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds ports on loopback for processes that are started later. The ports are below the range that
 * systems use for outgoing connections, which could otherwise take a port before the process does.
 */
final class FreePort {
  private static final int FIRST = 15_000;
  private static final int LAST = 32_000;
  private static final int ATTEMPTS = 100;

  private FreePort() {}

  /** Takes a free port and holds it until the socket is closed. */
  static ServerSocket hold() throws IOException {
    for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
      try {
        int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
      } catch (BindException e) {
        // Another process has this port.
      }
    }
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }
}
