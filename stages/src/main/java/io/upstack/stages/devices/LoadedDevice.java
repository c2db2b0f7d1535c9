package io.upstack.stages.devices;

import io.upstack.stages.store.MachineLocks;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A device that something is loaded on, and its users. Its pool guards it against concurrent use.
 */
final class LoadedDevice<K, M extends AutoCloseable> {
  private final ComputeDevice device;
  private final Sharing sharing;
  private final MachineLocks.Held hold;
  private final DeviceTurns turns;
  private final Map<K, Loaded<M>> loaded = new HashMap<>();

  LoadedDevice(ComputeDevice device, Sharing sharing, MachineLocks.Held hold) {
    this.device = device;
    this.sharing = sharing;
    this.hold = hold;
    this.turns = device.isExclusive() ? DeviceTurns.oneAtATime() : DeviceTurns.unlimited();
  }

  private static final class Loaded<M> {
    private Optional<M> models = Optional.empty();
    private boolean isLoading;
    private int users;
  }

  ComputeDevice device() {
    return device;
  }

  /** Returns whether a work order can join the current users. */
  boolean admits(K key, Sharing other) {
    return !device.isExclusive()
        || loaded.containsKey(key)
        || (sharing == Sharing.SHARED && other == Sharing.SHARED);
  }

  int users() {
    return loaded.values().stream().mapToInt(models -> models.users).sum();
  }

  DeviceTurns turns() {
    return turns;
  }

  /** Adds a user. Nothing needs to be loaded for it yet. */
  void enter(K key) {
    loaded.computeIfAbsent(key, unused -> new Loaded<>()).users++;
  }

  boolean isLoading(K key) {
    return loaded.get(key).isLoading;
  }

  /** Returns the models, or nothing before they are loaded. */
  Optional<M> models(K key) {
    return loaded.get(key).models;
  }

  void beginLoading(K key) {
    loaded.get(key).isLoading = true;
  }

  /**
   * @param models the models, empty if they could not be loaded
   */
  void endLoading(K key, Optional<M> models) {
    Loaded<M> of = loaded.get(key);
    of.isLoading = false;
    of.models = models;
  }

  void leave(K key) {
    Loaded<M> of = loaded.get(key);
    of.users--;
    if (of.users == 0) {
      loaded.remove(key);
      of.models.ifPresent(LoadedDevice::close);
    }
  }

  private static void close(AutoCloseable models) {
    try {
      models.close();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("models could not be released", e);
    }
  }

  /** Releases the device. It must be called after the last user has left. */
  void giveBack() throws IOException {
    hold.close();
  }
}
