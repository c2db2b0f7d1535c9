package io.upstack.stages.history;

import io.upstack.proto.History;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.StoreFormat;
import java.io.IOException;

/**
 * The files that show a history: {@code history.csv}, {@code history.json}, {@code history.jsonl}
 * and {@code history.html}, and event files for TensorBoard. They hold nothing of their own, and
 * can be rebuilt from the records at any time. From the same records they have the same bytes.
 */
public final class HistoryFiles {
  private HistoryFiles() {}

  /**
   * Replaces the files, each as a whole, and returns what they show.
   *
   * @param store the output that holds the records
   * @throws StoreFormat.MalformedObjectException naming an object that is not a record
   */
  public static History rebuild(ObjectStore store) throws IOException {
    KnownResults known = KnownResults.of(store);
    History history = HistorySummary.of(known);
    known.keep();
    StoreFormat.writeUtf8(store, "history.csv", HistoryTables.csv(history));
    StoreFormat.writeUtf8(store, "history.jsonl", HistoryTables.jsonLines(history));
    StoreFormat.writeUtf8(store, "history.json", HistoryTables.json(history));
    TensorBoardFiles.write(store, known.records());
    StoreFormat.writeUtf8(store, "history.html", HistoryPage.of(history, store));
    return history;
  }

  /**
   * Returns the results without differences. It writes nothing.
   *
   * @throws StoreFormat.MalformedObjectException naming an object that is not a record
   */
  public static History results(ObjectStore store) throws IOException {
    return HistorySummary.withoutDifferences(KnownResults.of(store));
  }
}
