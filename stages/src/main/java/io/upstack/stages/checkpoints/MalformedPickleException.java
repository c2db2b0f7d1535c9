package io.upstack.stages.checkpoints;

/**
 * Thrown when a pickle is damaged, or holds something that {@code torch.save} does not write into a
 * state dict.
 */
final class MalformedPickleException extends Exception {
  private static final long serialVersionUID = 1L;

  MalformedPickleException(String message) {
    super(message);
  }
}
