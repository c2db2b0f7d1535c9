package io.upstack.runners.remote;

import java.util.List;
import org.apache.flink.runtime.throwable.ThrowableAnnotation;
import org.apache.flink.runtime.throwable.ThrowableType;

/**
 * Thrown if shards are not done after the last allowed attempt. Restarting the job would not help.
 */
@ThrowableAnnotation(ThrowableType.NonRecoverableError)
public final class ShardsGivenUpException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ShardsGivenUpException(List<String> failures) {
    super(
        failures.size() == 1
            ? failures.get(0)
            : "%d shards were given up, all others are done; one of them: %s"
                .formatted(failures.size(), failures.get(0)));
  }
}
