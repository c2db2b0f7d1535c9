package io.upstack.stages.history;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Locale.ROOT;

import com.google.common.hash.Hashing;
import io.upstack.proto.HistoryCheckpoint;
import io.upstack.proto.HistoryRecord;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a record, which says enough that a listing shows which checkpoints have results.
 *
 * @param series the digest of the series
 * @param step the training step
 * @param stamp a digest of the checkpoint's location, size and time of modification, which are
 *     known without reading the file
 * @param content the beginning of the SHA-256 of the checkpoint; {@link #UNREAD} if it could not be
 *     read
 * @param failed whether the checkpoint could not be evaluated
 */
public record RecordName(String series, long step, String stamp, String content, boolean failed) {
  /** The directory of all records in a store. */
  static final String DIRECTORY = "history/records/";

  static final String UNREAD = "unread";

  private static final int DIGEST_CHARACTERS = 16;

  private static final Pattern PATTERN =
      Pattern.compile(
          DIRECTORY
              + "([0-9a-f]{16})/([0-9]{12,19})-([0-9a-f]{16})-([0-9a-f]{16}|unread)"
              + "-(measured|failed)\\.binpb");

  /**
   * Returns the name of a record.
   *
   * @throws IllegalArgumentException if the record lacks what the name is made of
   */
  public static RecordName of(HistoryRecord record) {
    checkArgument(record.getStep() >= 0, "the step is %s, expected 0 or more", record.getStep());
    checkArgument(
        record.getSeriesId().equals(SeriesOfResults.id(record.getSeries())),
        "the record has the series %s, expected %s as its settings say",
        record.getSeriesId(),
        SeriesOfResults.id(record.getSeries()));
    checkArgument(
        record.hasResult() || record.hasFailure(), "the record has neither result nor failure");
    String sha256 = record.getCheckpoint().getSha256();
    return new RecordName(
        record.getSeriesId(),
        record.getStep(),
        stamp(record.getCheckpoint()),
        sha256.isEmpty() ? UNREAD : content(sha256),
        record.hasFailure());
  }

  /** Returns the name that an object's name means, if it is the name of a record. */
  static Optional<RecordName> parse(String object) {
    Matcher matcher = PATTERN.matcher(object);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      RecordName name =
          new RecordName(
              matcher.group(1),
              Long.parseLong(matcher.group(2)),
              matcher.group(3),
              matcher.group(4),
              matcher.group(5).equals("failed"));
      return Optional.of(name).filter(parsed -> parsed.object().equals(object));
    } catch (NumberFormatException exception) {
      return Optional.empty();
    }
  }

  /** Returns the name of the record's object in the store. */
  public String object() {
    return DIRECTORY + rest();
  }

  /** Returns the name of the object with the terms of the result. */
  String termsObject() {
    return "history/terms/" + rest();
  }

  private String rest() {
    return String.format(
        ROOT,
        "%s/%012d-%s-%s-%s.binpb",
        series,
        step,
        stamp,
        content,
        failed ? "failed" : "measured");
  }

  /**
   * Returns whether the record is about this file: the same location, size and time. That takes no
   * reading of the file.
   */
  public boolean isAbout(HistoryCheckpoint checkpoint) {
    return stamp.equals(stamp(checkpoint));
  }

  /** Returns whether the record is about a file of this content. */
  public boolean hasContent(String sha256) {
    return content.equals(content(sha256));
  }

  /** Returns a digest of what is known of a checkpoint without reading it. */
  public static String stamp(HistoryCheckpoint checkpoint) {
    return Hashing.sha256()
        .hashString(
            String.format(
                ROOT,
                "%s\n%d\n%s",
                checkpoint.getLocation(),
                checkpoint.getSize(),
                checkpoint.getModifiedAt()),
            StandardCharsets.UTF_8)
        .toString()
        .substring(0, DIGEST_CHARACTERS);
  }

  private static String content(String sha256) {
    checkArgument(
        sha256.matches("[0-9a-f]{64}"), "'%s' is not a lower-case hexadecimal SHA-256", sha256);
    return sha256.substring(0, DIGEST_CHARACTERS);
  }
}
