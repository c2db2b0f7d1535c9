package io.upstack.runners.meters;

import java.lang.reflect.Field;
import java.util.Optional;
import org.apache.flink.runtime.taskmanager.Task;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The task of Flink that a thread works for.
 *
 * <p>Beam gives a transform no way to Flink's metrics, and publishes its own when a bundle ends,
 * which on the DataSet engine is when the task ends. So the task is taken from its thread, whose
 * {@link Runnable} it is; {@code java.options}, as Flink's own scripts, opens {@code java.lang}.
 */
final class CurrentTask {
  private static final Logger logger = LoggerFactory.getLogger(CurrentTask.class);

  private CurrentTask() {}

  /** Empty in a thread that is none of Flink's, and where the JVM does not let us look. */
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
      // From Java 19 on.
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
