package io.upstack.stages.devices;

/**
 * The use of something that is loaded on a device. A lease must be closed once.
 *
 * @param <M> the type of what is loaded
 */
public interface DeviceLease<M> extends AutoCloseable {
  M models();

  ComputeDevice device();

  @Override
  void close();
}
