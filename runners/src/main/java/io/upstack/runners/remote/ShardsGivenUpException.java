package io.upstack.runners.remote;

import io.upstack.pipelines.transforms.JobTerms;
import java.util.List;
import org.apache.flink.runtime.throwable.ThrowableAnnotation;
import org.apache.flink.runtime.throwable.ThrowableType;

/**
 * Thrown if shards are not done after the last allowed attempt. Restarting the job would not help.
 */
@ThrowableAnnotation(ThrowableType.NonRecoverableError)
public final class ShardsGivenUpException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param failures why each piece of work was given up; at least one
   */
  public ShardsGivenUpException(List<String> failures) {
    super(JobTerms.message(failures));
  }
}
