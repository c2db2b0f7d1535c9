package io.upstack.runners.meters;

import java.lang.reflect.Field;
import java.util.Optional;
import org.apache.flink.runtime.taskmanager.Task;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the Flink task that a thread works for.
 *
 * <p>Beam gives transforms no access to Flink's metrics. It publishes its own when a bundle ends,
 * which on the DataSet engine is when the task ends. So this class takes the task from its thread,
 * whose {@link Runnable} it is. For that, {@code java.options} opens {@code java.lang}, as Flink's
 * own scripts do.
 */
final class CurrentTask {
  private static final Logger logger = LoggerFactory.getLogger(CurrentTask.class);

  private CurrentTask() {}

  /**
   * Returns the task; empty if the thread is not one of Flink's, or the JVM does not allow the
   * access.
   */
  static Optional<Task> find() {
    try {
      return runnable(Thread.currentThread()).filter(Task.class::isInstance).map(Task.class::cast);
    } catch (ReflectiveOperationException | RuntimeException e) {
      logger.warn("metrics are shown when tasks have ended, not before: {}", e.toString());
      return Optional.empty();
    }
  }

  private static Optional<Object> runnable(Thread thread) throws ReflectiveOperationException {
    try {
      return value("target", Thread.class, thread);
    } catch (NoSuchFieldException e) {
      // Java 19 and later keep it in this field.
      Optional<Object> holder = value("holder", Thread.class, thread);
      return holder.isPresent()
          ? value("task", holder.get().getClass(), holder.get())
          : Optional.empty();
    }
  }

  private static Optional<Object> value(String name, Class<?> type, Object of)
      throws ReflectiveOperationException {
    Field field = type.getDeclaredField(name);
    field.setAccessible(true);
    return Optional.ofNullable(field.get(of));
  }
}
