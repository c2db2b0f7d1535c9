package io.upstack.stages.verify;

/**
 * How a verification went.
 *
 * @param cases folders that were looked at
 * @param failedCases of them, those with an array that failed or that could not be replayed
 * @param arrays compared
 * @param failedArrays of them, those whose error is above the tolerance
 */
public record VerificationResult(int cases, int failedCases, int arrays, int failedArrays) {
  /** Whether there was a case at all and none failed. */
  public boolean passed() {
    return cases > 0 && failedCases == 0;
  }
}
