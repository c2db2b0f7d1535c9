package io.upstack.stages.report;

import java.util.Locale;

/** Formats numbers for people, in the same way in every locale. */
public final class Numbers {
  private static final int MINUTE = 60;
  private static final int HOUR = 60 * MINUTE;
  private static final int MOST_DECIMALS = 8;

  private Numbers() {}

  public static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  public static String counted(long number, String singular, String plural) {
    return count(number) + " " + (number == 1 ? singular : plural);
  }

  public static String decimal(double number, int decimals) {
    return String.format(Locale.ROOT, "%,." + decimals + "f", number);
  }

  /**
   * Returns how many decimals show two digits of a difference, but no fewer than given and no more
   * than eight.
   */
  public static int decimalsOf(double difference, int fewest) {
    if (!(difference > 0)) {
      return fewest;
    }
    int needed = 1 - (int) Math.floor(Math.log10(difference));
    return Math.max(fewest, Math.min(MOST_DECIMALS, needed));
  }

  public static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  /** Formats a number without trailing zeros: 3, 0.5. */
  public static String plain(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e15
        ? String.format(Locale.ROOT, "%d", (long) number)
        : Double.toString(number);
  }

  /** Formats a duration: 4.2 s, 3 min 20 s, 5 h 07 min. */
  public static String duration(double seconds) {
    if (seconds < 10) {
      return decimal(seconds, 2) + " s";
    }
    long tenths = Math.round(10 * seconds);
    if (tenths < 10 * MINUTE) {
      return decimal(seconds, 1) + " s";
    }
    long whole = Math.round(seconds);
    return whole < HOUR
        ? String.format(Locale.ROOT, "%d min %02d s", whole / MINUTE, whole % MINUTE)
        : String.format(Locale.ROOT, "%,d h %02d min", whole / HOUR, whole % HOUR / MINUTE);
  }

  /** Formats a size in kilobytes and megabytes of 1000, as used for disks and bucket bills. */
  public static String bytes(long size) {
    if (size < 1_000_000) {
      return decimal(size / 1e3, 1) + " kB";
    }
    return size < 1_000_000_000 ? decimal(size / 1e6, 1) + " MB" : decimal(size / 1e9, 2) + " GB";
  }
}
