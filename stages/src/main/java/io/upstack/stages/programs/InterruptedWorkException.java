package io.upstack.stages.programs;

/** A thread that computes was interrupted: whoever did that wants an end, not a result. */
public final class InterruptedWorkException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public InterruptedWorkException(String message) {
    super(message);
  }

  /**
   * To be called wherever work can be left within moments. The thread stays interrupted.
   *
   * @param place what would have been done next, such as "step 17 of base"
   */
  public static void throwIfInterrupted(String place) {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedWorkException("interrupted before " + place);
    }
  }
}
