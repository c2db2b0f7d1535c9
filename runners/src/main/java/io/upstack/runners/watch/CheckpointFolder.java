package io.upstack.runners.watch;

import io.upstack.proto.HistoryCheckpoint;
import io.upstack.stages.history.HistoryRecords;
import io.upstack.stages.history.RecordName;
import io.upstack.stages.problems.Printable;
import io.upstack.stages.store.InputFile;
import io.upstack.stages.store.ListedFile;
import io.upstack.stages.watch.CheckpointPattern;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folder of the checkpoints: which have no result yet, and which of them are whole. */
final class CheckpointFolder {
  private static final Logger logger = LoggerFactory.getLogger(CheckpointFolder.class);

  /** A checkpoint in the folder. */
  record Found(long step, ListedFile file) {
    HistoryCheckpoint checkpoint() {
      return HistoryCheckpoint.newBuilder()
          .setLocation(file.location())
          .setSize(file.size())
          .setModifiedAt(file.modified().toString())
          .build();
    }
  }

  /**
   * What a look at the folder has found.
   *
   * @param seen the number of checkpoints
   * @param pending those without a result, by step
   */
  record Look(int seen, List<Found> pending) {}

  private record Sighting(String version, Instant first) {}

  private final WatchSettings settings;
  private final String seriesId;
  private final HistoryRecords history;
  private final Evaluation evaluation;
  private final Clock clock;
  private final Map<String, Sighting> sightings = new HashMap<>();

  /** The stamps of files that were touched since they were evaluated, but have the same content. */
  private final Set<String> unchanged = new HashSet<>();

  CheckpointFolder(
      WatchSettings settings,
      String seriesId,
      HistoryRecords history,
      Evaluation evaluation,
      Clock clock) {
    this.settings = settings;
    this.seriesId = seriesId;
    this.history = history;
    this.evaluation = evaluation;
    this.clock = clock;
  }

  /** Lists the checkpoints that the pattern matches, by step, with one listing of their folder. */
  static List<Found> find(CheckpointPattern pattern) throws IOException {
    List<Found> found = new ArrayList<>();
    for (ListedFile file : ListedFile.in(pattern.folder(), pattern.prefix())) {
      OptionalLong step = pattern.step(file.name());
      if (step.isPresent()) {
        found.add(new Found(step.getAsLong(), file));
      }
    }
    found.sort(Comparator.comparingLong(Found::step));
    return found;
  }

  /** Returns what is wrong with checkpoints of the same step, and removes them from the list. */
  static List<String> removeDoubles(List<Found> found) {
    Map<Long, List<Found>> steps = new TreeMap<>();
    found.forEach(each -> steps.computeIfAbsent(each.step(), step -> new ArrayList<>()).add(each));
    List<String> problems = new ArrayList<>();
    steps.forEach(
        (step, same) -> {
          if (same.size() > 1) {
            found.removeAll(same);
            problems.add(
                "step %d has %d checkpoints, expected one: %s and %s"
                    .formatted(
                        step,
                        same.size(),
                        Printable.name(same.get(0).file().name()),
                        Printable.name(same.get(1).file().name())));
          }
        });
    return problems;
  }

  /** Returns whether a checkpoint is still as it was found. */
  boolean hasStill(Found found) throws IOException {
    return find(settings.checkpoints()).stream()
        .anyMatch(each -> each.checkpoint().equals(found.checkpoint()));
  }

  /**
   * Looks which checkpoints have no result. It takes a listing of the folder and of the records.
   */
  Look look() throws IOException {
    List<Found> found = find(settings.checkpoints());
    int seen = found.size();
    removeDoubles(found).forEach(problem -> logger.error("{}", problem));
    List<RecordName> names =
        history.names().stream().filter(name -> name.series().equals(seriesId)).toList();
    Set<String> stamps = new HashSet<>(unchanged);
    Map<Long, List<RecordName>> measured = new HashMap<>();
    for (RecordName name : names) {
      stamps.add(name.stamp());
      measured.computeIfAbsent(name.step(), step -> new ArrayList<>()).add(name);
    }
    List<Found> pending = new ArrayList<>();
    for (Found each : found) {
      String stamp = RecordName.stamp(each.checkpoint());
      if (stamps.contains(stamp)) {
        continue;
      }
      if (isTouched(each, measured.getOrDefault(each.step(), List.of()))) {
        unchanged.add(stamp);
      } else {
        pending.add(each);
      }
    }
    return new Look(seen, pending);
  }

  /** Returns whether a file has the content of which there is a record, and only another time. */
  private boolean isTouched(Found found, List<RecordName> records) throws IOException {
    if (records.isEmpty() || !isSettled(found.file())) {
      return false;
    }
    String sha256 = InputFile.of(found.file().location()).sha256();
    return records.stream().anyMatch(name -> name.hasContent(sha256));
  }

  /**
   * Returns whether nothing has written to a file lately. Its time says that, or the time since
   * this process has seen it as it is, because the clocks of a file server and of this machine may
   * differ.
   */
  private boolean isSettled(ListedFile file) {
    return file.isWhole() || unchangedFor(file).compareTo(settings.settle()) >= 0;
  }

  private Duration unchangedFor(ListedFile file) {
    Instant now = clock.instant();
    Sighting sighting = sightings.get(file.location());
    if (sighting == null || !sighting.version().equals(file.version())) {
      sighting = new Sighting(file.version(), now);
      sightings.put(file.location(), sighting);
    }
    Duration age = Duration.between(file.modified(), now);
    Duration seen = Duration.between(sighting.first(), now);
    return age.compareTo(seen) > 0 ? age : seen;
  }

  /** Returns whether a file is whole and can be evaluated, as far as can be known. */
  boolean isReady(ListedFile file) {
    if (!isSettled(file)) {
      logger.info("{} is still being written; it is left for the next time", file.location());
      return false;
    }
    try {
      if (!file.isWhole()
          && unchangedFor(file).compareTo(settings.giveUp()) < 0
          && evaluation.isCut(file)) {
        logger.info(
            "{} is not complete; it is left for the next time, and counts as broken if it has not"
                + " changed for {} seconds",
            file.location(),
            settings.giveUp().toSeconds());
        return false;
      }
      return true;
    } catch (IOException e) {
      logger.warn("{} cannot be read: {}", file.location(), e.getMessage());
      return false;
    }
  }
}
