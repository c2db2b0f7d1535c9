package io.upstack.stages.devices;

import io.upstack.stages.store.MachineLocks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Keeps the processes of a machine from loading their models onto one device by accident. A process
 * that uses a device holds a lock, which ends with the process even if it crashes. A lock is shared
 * only by processes that all agreed to share.
 */
public final class DeviceGuard {
  private static final String DIRECTORY = "upstack.devices";

  private final MachineLocks locks;

  /**
   * @param directory the directory of the locks, the same for all processes
   */
  public DeviceGuard(Path directory) {
    this.locks = MachineLocks.ofAllUsers(directory);
  }

  /**
   * Returns the guard of this machine. Its locks are in the system's temporary directory, or in the
   * directory that the property {@code upstack.devices} names.
   */
  public static DeviceGuard ofThisMachine() {
    String standard = Path.of(System.getProperty("java.io.tmpdir"), "upstack-devices").toString();
    return new DeviceGuard(Path.of(System.getProperty(DIRECTORY, standard)));
  }

  /**
   * Takes a device if it is free.
   *
   * @param claim the claim that other processes are shown
   * @throws IOException naming the directory of the locks, if it can't be written
   */
  Optional<MachineLocks.Held> tryHold(ComputeDevice device, DeviceClaim claim) throws IOException {
    if (!device.isExclusive()) {
      return Optional.of(() -> {});
    }
    MachineLocks.Mode mode =
        switch (claim.sharing()) {
          case ALONE -> MachineLocks.Mode.EXCLUSIVE;
          case SHARED -> MachineLocks.Mode.SHARED;
        };
    try {
      return locks.tryLock(device.identity().orElseThrow(), mode, claim.holder());
    } catch (IOException e) {
      throw new IOException(
          ("the lock of a device can't be taken: %s; -D%s=DIRECTORY names another place for it, the"
                  + " same for all processes")
              .formatted(e, DIRECTORY),
          e);
    }
  }

  /** Returns the holder of the device, as far as it is known. */
  String holder(ComputeDevice device) {
    return device.identity().flatMap(locks::holder).orElse("another process");
  }
}
