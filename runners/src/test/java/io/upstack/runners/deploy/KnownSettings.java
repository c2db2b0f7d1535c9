package io.upstack.runners.deploy;

import io.upstack.runners.remote.WorkerLibrary;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.flink.configuration.ClusterOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExternalResourceOptions;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;

/** Knows the settings of this Flink, and the one that is Upstack's. */
final class KnownSettings {
  private static final List<Class<?>> OPTIONS =
      List.of(
          ClusterOptions.class,
          CoreOptions.class,
          ExternalResourceOptions.class,
          HeartbeatManagerOptions.class,
          JobManagerOptions.class,
          MetricOptions.class,
          RestOptions.class,
          TaskManagerOptions.class);

  /** These keys contain a name that a user chooses. */
  private static final Pattern NAMED =
      Pattern.compile(
          "metrics[.]reporter[.][a-z]+[.](factory[.]class|port|interval)"
              + "|external-resource[.][a-z]+[.](amount|driver-factory[.]class|kubernetes[.]config-key)");

  private static final Set<String> KEYS =
      OPTIONS.stream()
          .flatMap(options -> List.of(options.getFields()).stream())
          .filter(field -> field.getType() == ConfigOption.class)
          .map(KnownSettings::key)
          .collect(Collectors.toSet());

  private KnownSettings() {}

  static boolean isKnown(String key) {
    return KEYS.contains(key) || NAMED.matcher(key).matches() || key.equals(WorkerLibrary.SETTING);
  }

  private static String key(Field field) {
    try {
      return ((ConfigOption<?>) field.get(null)).key();
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}
