package io.upstack.stages.history;

import com.google.protobuf.InvalidProtocolBufferException;
import io.upstack.proto.HistoryDifference;
import io.upstack.proto.HistoryIndex;
import io.upstack.proto.HistoryRecord;
import io.upstack.proto.HistorySeries;
import io.upstack.stages.differences.RunTerms;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.StoreFormat;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All records of a history, and the differences between them that were asked for before. Records
 * never change, so an object with all of them is kept, and only records that it lacks are read. A
 * record counts as another one if the store has written its object at another time.
 */
final class KnownResults {
  private static final Logger logger = LoggerFactory.getLogger(KnownResults.class);
  private static final String INDEX = "history/index.binpb";
  private static final int FORMAT = 1;
  private static final int MOST_TERMS_IN_MEMORY = 3;

  private record Pair(String first, String second, double confidence) {}

  private record Kept(String writtenAt, HistoryDifference difference) {}

  private record Written(String at, HistoryRecord record) {}

  private final ObjectStore store;
  private final HistoryRecords history;
  private final Map<RecordName, Written> records = new LinkedHashMap<>();
  private final Map<Pair, Kept> earlier = new LinkedHashMap<>();
  private final Map<Pair, Kept> used = new LinkedHashMap<>();

  /** The one that was used last comes last. */
  private final Map<RecordName, Optional<RunTerms>> recentTerms = new LinkedHashMap<>();

  private boolean isIndexed;

  private KnownResults(ObjectStore store) {
    this.store = store;
    this.history = new HistoryRecords(store);
  }

  /**
   * Reads all records. It lists them once.
   *
   * @throws StoreFormat.MalformedObjectException naming an object that is not a record
   */
  static KnownResults of(ObjectStore store) throws IOException {
    KnownResults known = new KnownResults(store);
    known.read();
    return known;
  }

  private void read() throws IOException {
    Map<String, Instant> times = store.times(RecordName.DIRECTORY);
    HistoryIndex index = index();
    Map<String, HistorySeries> series = new TreeMap<>();
    index.getSeriesList().forEach(each -> series.put(SeriesOfResults.id(each), each));
    Map<String, HistoryIndex.Entry> entries = new LinkedHashMap<>();
    index.getEntriesList().forEach(entry -> entries.put(entry.getName(), entry));
    int found = 0;
    for (Map.Entry<String, Instant> object : times.entrySet()) {
      Optional<RecordName> name = RecordName.parse(object.getKey());
      if (name.isEmpty()) {
        continue;
      }
      String writtenAt = object.getValue().toString();
      HistoryIndex.Entry entry = entries.get(object.getKey());
      boolean isKnown =
          entry != null
              && entry.getWrittenAt().equals(writtenAt)
              && series.containsKey(name.get().series());
      if (isKnown) {
        found++;
        records.put(
            name.get(),
            new Written(
                writtenAt,
                entry.getRecord().toBuilder().setSeries(series.get(name.get().series())).build()));
      } else {
        records.put(name.get(), new Written(writtenAt, history.read(name.get())));
      }
    }
    isIndexed = found == records.size() && found == entries.size();
    index
        .getPairsList()
        .forEach(
            pair ->
                earlier.put(
                    new Pair(
                        pair.getFirst(), pair.getSecond(), pair.getDifference().getConfidence()),
                    new Kept(pair.getWrittenAt(), pair.getDifference())));
  }

  /** An index that cannot be read is made again, because it holds nothing of its own. */
  private HistoryIndex index() throws IOException {
    if (store.find(INDEX).isEmpty()) {
      return HistoryIndex.getDefaultInstance();
    }
    try {
      HistoryIndex index = HistoryIndex.parseFrom(StoreFormat.readFully(store, INDEX));
      return index.getFormat() == FORMAT ? index : HistoryIndex.getDefaultInstance();
    } catch (InvalidProtocolBufferException exception) {
      logger.warn("{} in {} is made again: {}", INDEX, store.root(), exception.getMessage());
      return HistoryIndex.getDefaultInstance();
    }
  }

  /** Returns the records by name, which is by series and step. */
  Map<RecordName, HistoryRecord> records() {
    Map<RecordName, HistoryRecord> all = new LinkedHashMap<>();
    records.forEach((name, written) -> all.put(name, written.record()));
    return all;
  }

  /** Returns the difference between two results, which is computed unless it is known. */
  HistoryDifference difference(RecordName first, RecordName second, double confidence)
      throws IOException {
    Pair pair = new Pair(first.object(), second.object(), confidence);
    String writtenAt = records.get(first).at() + " " + records.get(second).at();
    Kept kept = used.containsKey(pair) ? used.get(pair) : earlier.get(pair);
    if (kept == null || !kept.writtenAt().equals(writtenAt)) {
      kept = new Kept(writtenAt, computed(first, second, confidence));
    }
    used.put(pair, kept);
    return kept.difference();
  }

  private HistoryDifference computed(RecordName first, RecordName second, double confidence)
      throws IOException {
    Optional<RunTerms> ofFirst = terms(first);
    Optional<RunTerms> ofSecond = terms(second);
    HistoryRecord other = records.get(second).record();
    return ofFirst.isPresent() && ofSecond.isPresent()
        ? ResultDifferences.of(ofFirst.get(), ofSecond.get(), other.getStep(), confidence)
        : ResultDifferences.withoutTerms(records.get(first).record(), other, confidence);
  }

  /**
   * Returns the terms of a result. Those of three results are kept in memory, because one result is
   * compared with many, one after another.
   */
  private Optional<RunTerms> terms(RecordName name) throws IOException {
    Optional<RunTerms> recent = recentTerms.remove(name);
    Optional<RunTerms> terms = recent != null ? recent : history.terms(name);
    recentTerms.put(name, terms);
    if (recentTerms.size() > MOST_TERMS_IN_MEMORY) {
      recentTerms.remove(recentTerms.keySet().iterator().next());
    }
    return terms;
  }

  /** Keeps the records and the differences that were asked for, for the next time. */
  void keep() throws IOException {
    if (isIndexed && used.equals(earlier)) {
      return;
    }
    HistoryIndex.Builder index = HistoryIndex.newBuilder().setFormat(FORMAT);
    Map<String, HistorySeries> series = new TreeMap<>();
    records.forEach(
        (name, written) -> {
          series.put(name.series(), written.record().getSeries());
          index
              .addEntriesBuilder()
              .setName(name.object())
              .setWrittenAt(written.at())
              .setRecord(written.record().toBuilder().clearSeries());
        });
    used.forEach(
        (pair, kept) ->
            index
                .addPairsBuilder()
                .setFirst(pair.first())
                .setSecond(pair.second())
                .setWrittenAt(kept.writtenAt())
                .setDifference(kept.difference()));
    HistoryIndex message = index.addAllSeries(series.values()).build();
    store.replace(INDEX, message::writeTo);
  }
}
