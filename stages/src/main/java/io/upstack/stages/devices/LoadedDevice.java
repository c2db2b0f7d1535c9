package io.upstack.stages.devices;

import io.upstack.stages.store.MachineLocks;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** A device that something is loaded on, and who uses it. Guarded by its pool. */
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
    private final M models;
    private int users;

    private Loaded(M models) {
      this.models = models;
    }
  }

  ComputeDevice device() {
    return device;
  }

  /** Whether a work order may come to those that are there. */
  boolean admits(K key, Sharing other) {
    return !device.isExclusive()
        || loaded.containsKey(key)
        || (sharing == Sharing.SHARED && other == Sharing.SHARED);
  }

  int users() {
    return loaded.values().stream().mapToInt(models -> models.users).sum();
  }

  M use(K key, DevicePool.Loader<K, M> loader) throws IOException {
    Loaded<M> models = loaded.get(key);
    if (models == null) {
      models = new Loaded<>(loader.load(key, device, turns));
      loaded.put(key, models);
    }
    models.users++;
    return models.models;
  }

  void leave(K key) {
    Loaded<M> models = loaded.get(key);
    models.users--;
    if (models.users == 0) {
      loaded.remove(key);
      close(models.models);
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

  /** After the last user has left. */
  void giveBack() throws IOException {
    hold.close();
  }
}
