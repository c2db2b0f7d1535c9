package io.upstack.stages.verify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Replays reference cases and reports each array on a line: case, kind, array, largest error
 * relative to the largest recorded value, tolerance, and ok or FAILED.
 */
public final class Verification {
  private static final String FORMAT = "%-32s %-10s %-46s %9s %9s  %s";

  private final Consumer<String> output;
  private int cases;
  private int failedCases;
  private int arrays;
  private int failedArrays;

  private Verification(Consumer<String> output) {
    this.output = output;
  }

  /**
   * Replays cases. A case that can't be replayed counts as failed, and the others are replayed
   * anyway. Plain files, which a shell's wildcard may include, are skipped.
   *
   * @param paths folders of cases
   * @param output receives the lines
   */
  public static VerificationResult run(List<Path> paths, Consumer<String> output) {
    Verification verification = new Verification(output);
    verification.line("case", "kind", "array", "error", "tolerance", "");
    paths.stream().filter(path -> !Files.isRegularFile(path)).forEach(verification::verify);
    return verification.finish();
  }

  private void verify(Path path) {
    cases++;
    try {
      ReferenceCase reference = ReferenceCase.open(path);
      List<ArrayComparison> comparisons = reference.replay();
      comparisons.forEach(comparison -> report(reference, comparison));
      if (!comparisons.stream().allMatch(ArrayComparison::passed)) {
        failedCases++;
      }
    } catch (IOException | RuntimeException exception) {
      // Whatever is wrong with a case, the others must be replayed.
      failedCases++;
      reportFailure(path, exception);
    }
  }

  private void reportFailure(Path path, Exception exception) {
    String reason = exception.getMessage() == null ? exception.toString() : exception.getMessage();
    String text = "%s FAILED: %s".formatted(path.getFileName(), reason);
    List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
    output.accept(lines.get(0));
    lines.stream().skip(1).map(line -> "  " + line).forEach(output);
  }

  private void report(ReferenceCase reference, ArrayComparison comparison) {
    arrays++;
    if (!comparison.passed()) {
      failedArrays++;
    }
    line(
        reference.name(),
        reference.kind(),
        comparison.array(),
        number(comparison.error()),
        number(comparison.tolerance()),
        comparison.passed() ? "ok" : "FAILED");
  }

  private VerificationResult finish() {
    VerificationResult result = new VerificationResult(cases, failedCases, arrays, failedArrays);
    output.accept(summary(result));
    return result;
  }

  private static String summary(VerificationResult result) {
    if (result.cases() == 0) {
      return "FAILED: no case was given, expected folders with reference cases";
    }
    return "%s: %d of %d cases failed; %d of %d arrays are above their tolerance"
        .formatted(
            result.passed() ? "ok" : "FAILED",
            result.failedCases(),
            result.cases(),
            result.failedArrays(),
            result.arrays());
  }

  private void line(
      String name, String kind, String array, String error, String tolerance, String verdict) {
    output.accept(FORMAT.formatted(name, kind, array, error, tolerance, verdict).stripTrailing());
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1e", value);
  }
}
