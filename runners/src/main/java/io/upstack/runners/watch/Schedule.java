package io.upstack.runners.watch;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The times at which to look for checkpoints. */
interface Schedule {
  /** Returns the first time, for a program that starts now. */
  Instant first(Instant now);

  /**
   * Returns the next time after now; empty if there is none. Times that have passed are skipped.
   */
  Optional<Instant> next(Instant last, Instant now);

  /** Looks at once and never again. */
  record Once() implements Schedule {
    @Override
    public Instant first(Instant now) {
      return now;
    }

    @Override
    public Optional<Instant> next(Instant last, Instant now) {
      return Optional.empty();
    }
  }

  /** Looks at once, and then at multiples of a time after that. */
  record Every(Duration period) implements Schedule {
    @Override
    public Instant first(Instant now) {
      return now;
    }

    @Override
    public Optional<Instant> next(Instant last, Instant now) {
      long passed = Math.max(0, Duration.between(last, now).dividedBy(period));
      return Optional.of(last.plus(period.multipliedBy(passed + 1)));
    }
  }

  /** Looks at the times of a cron expression. */
  record Cron(ExecutionTime times, ZoneId zone) implements Schedule {
    @Override
    public Instant first(Instant now) {
      return next(now, now).orElseThrow();
    }

    @Override
    public Optional<Instant> next(Instant last, Instant now) {
      return times.nextExecution(now.atZone(zone)).map(time -> time.toInstant());
    }
  }

  Pattern EVERY = Pattern.compile("every ([0-9]{1,6}) (second|minute|hour)s?");

  /**
   * Parses a schedule.
   *
   * @throws IllegalArgumentException saying what was expected
   */
  static Schedule parse(String written, ZoneId zone, Instant now) {
    String text = written.strip().replaceAll("\\s+", " ");
    Matcher every = EVERY.matcher(text);
    if (text.equals("once")) {
      return new Once();
    }
    if (every.matches()) {
      long number = Long.parseLong(every.group(1));
      if (number == 0) {
        throw problem("expected a time of 1 or more", written);
      }
      return new Every(
          switch (every.group(2)) {
            case "second" -> Duration.ofSeconds(number);
            case "minute" -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
          });
    }
    if (text.split(" ", -1).length != 5) {
      throw problem("expected \"every N minutes\", once, or five fields of cron", written);
    }
    Cron cron = cron(text, zone, written);
    boolean fires;
    try {
      fires = cron.next(now, now).isPresent();
    } catch (IllegalArgumentException | DateTimeException exception) {
      fires = false;
    }
    if (!fires) {
      throw problem("expected a time that comes", written);
    }
    return cron;
  }

  private static Cron cron(String text, ZoneId zone, String written) {
    try {
      CronParser parser =
          new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
      return new Cron(ExecutionTime.forCron(parser.parse(text).validate()), zone);
    } catch (IllegalArgumentException exception) {
      throw problem(
          String.format(Locale.ROOT, "expected five fields of cron (%s)", exception.getMessage()),
          written);
    }
  }

  private static IllegalArgumentException problem(String expected, String written) {
    return new IllegalArgumentException("%s, found \"%s\"".formatted(expected, written));
  }
}
