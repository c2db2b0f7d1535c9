package io.upstack.pipelines.transforms;

import java.io.Serializable;
import java.util.List;

/**
 * What the place where a pipeline runs adds to it.
 *
 * @param meters what counts the work
 * @param givenUp makes the exception that ends the pipeline if work was given up
 * @param slotKeys a key for each slot, over which units of a measurement are spread; a runner that
 *     assigns work by its key gives each of them to another slot
 */
public record JobTerms(List<ShardMeters> meters, GivenUp givenUp, List<Integer> slotKeys)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public JobTerms {
    meters = List.copyOf(meters);
    slotKeys = List.copyOf(slotKeys);
  }

  /** Makes an exception that the runner does not answer with another attempt. */
  @FunctionalInterface
  public interface GivenUp extends Serializable {
    /**
     * @param failures why each piece of work was given up, in a line each; at least one
     */
    RuntimeException exception(List<String> failures);
  }

  /** Returns the terms of a pipeline in this process, which ends with the first failure. */
  public static JobTerms inThisProcess(List<Integer> slotKeys) {
    return new JobTerms(List.of(new BeamMeters()), JobTerms::describe, slotKeys);
  }

  /** Returns the terms of a pipeline whose work is counted by further meters too. */
  public static JobTerms of(ShardMeters further, GivenUp givenUp, List<Integer> slotKeys) {
    return new JobTerms(List.of(new BeamMeters(), further), givenUp, slotKeys);
  }

  private static RuntimeException describe(List<String> failures) {
    return new IllegalStateException(message(failures));
  }

  /** Returns a message about work that was given up, while all other work is done. */
  public static String message(List<String> failures) {
    return failures.size() == 1
        ? failures.get(0)
        : "%d shards were given up, all others are done; one of them: %s"
            .formatted(failures.size(), failures.get(0));
  }
}
