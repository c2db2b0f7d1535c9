package io.upstack.runners.embedded;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** The address of this machine, as Java knows it. */
final class OwnAddress {
  private OwnAddress() {}

  /**
   * Makes {@link InetAddress#getLocalHost()} return loopback for the next five seconds if this
   * machine's name does not resolve, as in containers and on laptops away from their network. Flink
   * asks for this address when it starts in a process, and cannot be configured to use another.
   * Java caches an answer for five seconds, and this method puts loopback into that cache.
   *
   * @throws UnknownHostException if Java does not allow that
   */
  static void ensureResolved() throws UnknownHostException {
    try {
      InetAddress.getLocalHost();
    } catch (UnknownHostException e) {
      try {
        keepLoopback();
      } catch (ReflectiveOperationException | RuntimeException failure) {
        e.addSuppressed(failure);
        throw e;
      }
    }
  }

  private static void keepLoopback() throws ReflectiveOperationException {
    Field kept = InetAddress.class.getDeclaredField("cachedLocalHost");
    kept.setAccessible(true);
    Constructor<?> answer = kept.getType().getDeclaredConstructor(String.class, InetAddress.class);
    answer.setAccessible(true);
    kept.set(null, answer.newInstance("localhost", InetAddress.getLoopbackAddress()));
  }
}
