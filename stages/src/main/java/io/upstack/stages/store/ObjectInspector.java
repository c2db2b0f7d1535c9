package io.upstack.stages.store;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/** Distinguishes valid objects from others, and records what it had to read to do so. */
final class ObjectInspector {
  private final DirectoryLayout layout;
  private final ChecksumRecords records;
  private final FileTimes times;

  ObjectInspector(DirectoryLayout layout, ChecksumRecords records, FileTimes times) {
    this.layout = layout;
    this.records = records;
    this.times = times;
  }

  /**
   * Looks without a lock. A finding that is not {@link Finding#settled} may be an object that is
   * still being made.
   */
  Finding look(String name) throws IOException {
    return Finding.of(layout.object(name), records, name);
  }

  /**
   * Returns the content of the object, or empty if there is no valid one. The caller must hold the
   * lock.
   */
  Optional<ChecksumRecord.Content> settle(String name, Finding before) throws IOException {
    Path file = layout.object(name);
    Finding finding = before.holds(file, records, name) ? before : look(name);
    if (finding.settled()) {
      return finding.content();
    }
    FileTime time = times.trustworthy(finding.stamp().orElseThrow().modified());
    finding
        .content()
        .ifPresent(content -> records.writeIfPossible(name, ChecksumRecord.of(content, time)));
    return finding.content();
  }
}
