package io.upstack.stages.devices;

import io.upstack.stages.store.MachineLocks;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Distributes the devices of a process among its slots. Slots of a work order that get the same
 * device share what is loaded there. It is loaded once and released with its last user. An
 * exclusive device holds what belongs to one work order at a time, across all processes of the
 * machine, and other work orders wait.
 *
 * @param <K> the type of work orders
 * @param <M> the type of what is loaded for them
 */
public final class DevicePool<K, M extends AutoCloseable> {
  private static final Logger logger = LoggerFactory.getLogger(DevicePool.class);
  private static final long PAUSE_MILLISECONDS = 500;

  private final Loader<K, M> loader;
  private final DeviceGuard guard;
  private final Duration patience;
  private final Map<ComputeDevice, LoadedDevice<K, M>> loaded = new HashMap<>();

  /**
   * @param guard the guard against other processes
   * @param patience how long a claim waits for a device that others have
   */
  public DevicePool(Loader<K, M> loader, DeviceGuard guard, Duration patience) {
    this.loader = loader;
    this.guard = guard;
    this.patience = patience;
  }

  /** Loads what a work order needs. */
  @FunctionalInterface
  public interface Loader<K, M> {
    /** Loads models. If it throws anything, it must first release what it has loaded. */
    M load(K key, ComputeDevice device, DeviceTurns turns) throws IOException;
  }

  /**
   * Returns what is loaded for a work order on the device that has the fewest users.
   *
   * @throws DeviceBusyException naming who has the devices, if none becomes free in time
   * @throws IOException if something can't be loaded
   */
  public DeviceLease<M> acquire(K key, DeviceClaim claim) throws IOException {
    LoadedDevice<K, M> device = enter(key, claim);
    try {
      return new Lease(key, device, models(key, device));
    } catch (IOException | RuntimeException | Error e) {
      release(key, device);
      throw e;
    }
  }

  /** Adds this user to the device with the fewest users, as soon as a device admits it. */
  private synchronized LoadedDevice<K, M> enter(K key, DeviceClaim claim) throws IOException {
    long start = System.nanoTime();
    boolean isLogged = false;
    while (true) {
      for (ComputeDevice device : byUsers(claim.devices())) {
        Optional<LoadedDevice<K, M>> entered = tryEnter(key, device, claim);
        if (entered.isPresent()) {
          return entered.get();
        }
      }
      List<String> holders = claim.devices().stream().map(this::holder).toList();
      if (System.nanoTime() - start >= patience.toNanos()) {
        throw new DeviceBusyException(holders, patience);
      }
      if (!isLogged) {
        logger.info("{}; waiting up to {} s", String.join("; ", holders), patience.toSeconds());
        isLogged = true;
      }
      pause(PAUSE_MILLISECONDS);
    }
  }

  private List<ComputeDevice> byUsers(List<ComputeDevice> devices) {
    return devices.stream().sorted(Comparator.comparingInt(this::users)).toList();
  }

  private int users(ComputeDevice device) {
    return loaded.containsKey(device) ? loaded.get(device).users() : 0;
  }

  private String holder(ComputeDevice device) {
    return "%s is used by %s".formatted(device.name(), guard.holder(device));
  }

  private Optional<LoadedDevice<K, M>> tryEnter(K key, ComputeDevice device, DeviceClaim claim)
      throws IOException {
    LoadedDevice<K, M> existing = loaded.get(device);
    if (existing != null) {
      if (!existing.admits(key, claim.sharing())) {
        return Optional.empty();
      }
      existing.enter(key);
      return Optional.of(existing);
    }
    Optional<MachineLocks.Held> hold = guard.tryHold(device, claim);
    if (hold.isEmpty()) {
      return Optional.empty();
    }
    LoadedDevice<K, M> fresh = new LoadedDevice<>(device, claim.sharing(), hold.get());
    loaded.put(device, fresh);
    fresh.enter(key);
    return Optional.of(fresh);
  }

  /**
   * Returns what is loaded for the work order, or loads it in this thread. It loads without holding
   * the monitor, so that waiting threads can be interrupted and other devices can be used in the
   * meantime. If loading fails, one of the waiting threads tries again.
   */
  private M models(K key, LoadedDevice<K, M> device) throws IOException {
    synchronized (this) {
      while (device.isLoading(key)) {
        pause(0);
      }
      Optional<M> models = device.models(key);
      if (models.isPresent()) {
        return models.get();
      }
      device.beginLoading(key);
    }
    Optional<M> made = Optional.empty();
    try {
      made = Optional.of(loader.load(key, device.device(), device.turns()));
      return made.get();
    } finally {
      synchronized (this) {
        device.endLoading(key, made);
        notifyAll();
      }
    }
  }

  /**
   * @param milliseconds the longest pause; 0 means no limit
   */
  private void pause(long milliseconds) throws IOException {
    try {
      wait(milliseconds);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for a device", e);
    }
  }

  private void forgetIfUnused(LoadedDevice<K, M> device) throws IOException {
    if (device.users() == 0) {
      loaded.remove(device.device());
      notifyAll();
      device.giveBack();
    }
  }

  private synchronized void release(K key, LoadedDevice<K, M> device) {
    try {
      device.leave(key);
    } finally {
      try {
        forgetIfUnused(device);
      } catch (IOException e) {
        logger.warn("the lock of {} could not be given back", device.device().name(), e);
      }
    }
  }

  private final class Lease implements DeviceLease<M> {
    private final K key;
    private final LoadedDevice<K, M> device;
    private final M models;
    private boolean closed;

    private Lease(K key, LoadedDevice<K, M> device, M models) {
      this.key = key;
      this.device = device;
      this.models = models;
    }

    @Override
    public M models() {
      return models;
    }

    @Override
    public ComputeDevice device() {
      return device.device();
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        release(key, device);
      }
    }
  }
}
