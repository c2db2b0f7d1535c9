package io.upstack.stages.verify;

/**
 * The result of a verification.
 *
 * @param cases the number of folders examined
 * @param failedCases the number of cases with an array that failed, or that could not be replayed
 * @param arrays the number of arrays compared
 * @param failedArrays the number of arrays whose error is above the tolerance
 */
public record VerificationResult(int cases, int failedCases, int arrays, int failedArrays) {
  /** Returns whether there was at least one case and none failed. */
  public boolean passed() {
    return cases > 0 && failedCases == 0;
  }
}
