package io.upstack.stages.devices;

/**
 * The use of something that is loaded on a device. To be closed once.
 *
 * @param <M> what is loaded
 */
public interface DeviceLease<M> extends AutoCloseable {
  M models();

  ComputeDevice device();

  @Override
  void close();
}
