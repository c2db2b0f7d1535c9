package io.upstack.stages.programs;

/**
 * Reports that a computing thread was interrupted, because the work should end without a result.
 */
public final class InterruptedWorkException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public InterruptedWorkException(String message) {
    super(message);
  }

  /**
   * Throws this exception if the thread was interrupted. Call it wherever work can stop quickly.
   * The thread stays interrupted.
   *
   * @param place the work that would have come next, such as "step 17 of base"
   */
  public static void throwIfInterrupted(String place) {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedWorkException("interrupted before " + place);
    }
  }
}
