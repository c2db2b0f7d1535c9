package io.upstack.stages.verify;

import io.upstack.stages.flags.FlagReader;
import io.upstack.stages.problems.Problems;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A folder with inputs and outputs that were recorded elsewhere, and the flags they were computed
 * with.
 */
public final class ReferenceCase {
  private final CaseFolder folder;
  private final CaseKind kind;
  private final Replay replay;

  private ReferenceCase(CaseFolder folder, CaseKind kind, Replay replay) {
    this.folder = folder;
    this.kind = kind;
    this.replay = replay;
  }

  /**
   * Reads the flags of a case. Its arrays are read when it is replayed.
   *
   * @throws MalformedCaseException if the folder has no flags, or is of a kind that can't be
   *     replayed
   * @throws io.upstack.stages.problems.InvalidInputException naming every flag that is unknown or
   *     has a wrong value
   */
  public static ReferenceCase open(Path path) throws IOException {
    CaseFolder folder = CaseFolder.open(path);
    CaseKind kind = folder.kind();
    Problems problems = new Problems();
    FlagReader flags = FlagReader.of(folder.flags(), problems);
    flags.ignore("kind");
    Replay replay =
        switch (kind) {
          case UNET -> UNetReplay.read(folder, flags);
          case SUPERRES -> UNetReplay.readUpsampler(folder, flags);
          case CLASSIFIER -> ClassifierReplay.read(folder, flags);
          case SAMPLE -> SampleReplay.read(folder, flags);
          case SCHEDULE -> ScheduleReplay.read(folder, flags);
          case METRICS -> MetricsReplay.read(folder, flags);
          case INCEPTION -> InceptionReplay.read(folder, flags);
        };
    problems.throwIfAny(folder.flagsFile().toString());
    return new ReferenceCase(folder, kind, replay);
  }

  /** Returns the name of the folder. */
  public String name() {
    return folder.name();
  }

  /** Returns the kind as written in the case's flags, such as {@code unet}. */
  public String kind() {
    return kind.flag();
  }

  /**
   * Repeats every computation and compares the results.
   *
   * @throws IOException if files of the case are missing or damaged
   */
  public List<ArrayComparison> replay() throws IOException {
    return replay.run();
  }
}
