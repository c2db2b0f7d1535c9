package io.upstack.stages.measure;

import static java.util.Locale.ROOT;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;

/**
 * Where the objects of a family of units stand: under a digest of all that their bytes depend on,
 * so that what is found there is what would be made, and settings that matter to others only leave
 * it where it is.
 */
final class UnitDirectory {
  private static final int DIGITS = 12;

  /**
   * Of the arithmetic of all units and of the arrays that they leave. Raise it with every change
   * that gives other bytes, so that what an earlier version left is not taken for the new result.
   * What was made before there was a number is made again.
   */
  private static final int FORMAT = 1;

  private UnitDirectory() {}

  /**
   * @param facts in a fixed order
   */
  static String of(String family, Object... facts) {
    return of(FORMAT, family, facts);
  }

  static String of(int format, String family, Object... facts) {
    Hasher digest = Hashing.sha256().newHasher().putString(family, StandardCharsets.UTF_8);
    digest.putChar('\n').putString("format " + format, StandardCharsets.UTF_8);
    for (Object fact : facts) {
      digest.putChar('\n').putString(fact.toString(), StandardCharsets.UTF_8);
    }
    return String.format(
        ROOT, "%s/%s-%s", UnitFamily.STAGE, family, digest.hash().toString().substring(0, DIGITS));
  }
}
