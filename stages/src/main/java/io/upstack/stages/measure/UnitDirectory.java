package io.upstack.stages.measure;

import static java.util.Locale.ROOT;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;

/**
 * Names the directory of the objects of a family of units. The name has a digest of everything that
 * their bytes depend on. Therefore an object that exists is the one that would be made, and
 * settings that matter only to other families do not change the directory.
 */
final class UnitDirectory {
  private static final int DIGITS = 12;

  /**
   * The version of the arithmetic of all units and of their arrays. Raise it with every change that
   * gives other bytes, so that results of an earlier version are not taken for the new result.
   * Results from before there was a version are computed again.
   */
  private static final int FORMAT = 1;

  private UnitDirectory() {}

  /**
   * @param facts values that the bytes depend on, in a fixed order
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
