package io.upstack.stages.history;

import com.google.protobuf.InvalidProtocolBufferException;
import io.upstack.proto.HistoryRecord;
import io.upstack.proto.HistoryTerms;
import io.upstack.stages.differences.RunTerms;
import io.upstack.stages.differences.TermsFormat;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.StoreFormat;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The records of a history. Each is an object that is written once.
 *
 * <pre>{@code
 * HistoryRecords history = new HistoryRecords(store);
 * Set<RecordName> done = Set.copyOf(history.names());
 * history.write(record, Optional.of(MeasurementTerms.of(order)));
 * HistoryFiles.rebuild(store);
 * }</pre>
 */
public final class HistoryRecords {
  private final ObjectStore store;

  public HistoryRecords(ObjectStore store) {
    this.store = store;
  }

  /**
   * Returns the names of all records, by series and step. It lists the store once and reads no
   * record.
   */
  public List<RecordName> names() throws IOException {
    return store.times(RecordName.DIRECTORY).keySet().stream()
        .map(RecordName::parse)
        .flatMap(Optional::stream)
        .toList();
  }

  /**
   * Writes a record, unless there is one of its name, which is left as it is.
   *
   * @param terms the terms of a result; without them, its difference to other results has an
   *     interval as if their samples were independent
   * @return the name of the record
   * @throws IllegalArgumentException if the record is not complete
   */
  public RecordName write(HistoryRecord record, Optional<RunTerms> terms) throws IOException {
    RecordName name = RecordName.of(record);
    // The terms are written first, so that a result never lacks them because of a crash.
    if (terms.isPresent()) {
      HistoryTerms message = TermsFormat.message(terms.get());
      store.create(name.termsObject(), message::writeTo);
    }
    store.create(name.object(), record::writeTo);
    return name;
  }

  /**
   * Reads a record.
   *
   * @throws StoreFormat.MalformedObjectException naming the object, if it is not a record
   */
  public HistoryRecord read(RecordName name) throws IOException {
    try {
      return HistoryRecord.parseFrom(StoreFormat.readFully(store, name.object()));
    } catch (InvalidProtocolBufferException exception) {
      throw StoreFormat.malformed(store, name.object(), "a record of a history", exception);
    }
  }

  /** Reads the terms of a result, if it has any. */
  public Optional<RunTerms> terms(RecordName name) throws IOException {
    return TermsFormat.read(store, name.termsObject());
  }
}
