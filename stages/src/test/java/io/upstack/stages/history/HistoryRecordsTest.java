package io.upstack.stages.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.upstack.proto.Fingerprint;
import io.upstack.proto.HistoryRecord;
import io.upstack.proto.HistorySeries;
import io.upstack.proto.HistoryStage;
import io.upstack.proto.RunConfiguration;
import io.upstack.stages.differences.RunTerms;
import io.upstack.stages.differences.TermsFormat;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryRecordsTest {
  private static final HistorySeries SERIES = HistoryExamples.series();

  @TempDir private Path directory;
  private ObjectStore store;
  private HistoryRecords history;

  @BeforeEach
  void open() throws IOException {
    store = ObjectStores.open(directory.toString());
    history = new HistoryRecords(store);
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  @Test
  void aListingShowsWhatHasResults() throws IOException {
    HistoryRecord measured = HistoryExamples.measured(SERIES, 200, 4);
    HistoryRecord failed = HistoryExamples.failed(SERIES, 100, "not a zip archive");
    history.write(measured, Optional.empty());
    history.write(failed, Optional.empty());

    List<RecordName> names = history.names();

    assertThat(names).extracting(RecordName::step).containsExactly(100L, 200L);
    assertThat(names).extracting(RecordName::failed).containsExactly(true, false);
    assertThat(names).extracting(RecordName::series).containsOnly(SeriesOfResults.id(SERIES));
    RecordName name = names.get(1);
    assertThat(name.isAbout(measured.getCheckpoint())).isTrue();
    assertThat(name.isAbout(measured.getCheckpoint().toBuilder().setSize(1).build())).isFalse();
    assertThat(name.hasContent(measured.getCheckpoint().getSha256())).isTrue();
    assertThat(name.hasContent(HistoryExamples.sha256("other"))).isFalse();
    assertThat(history.read(name)).isEqualTo(measured);
  }

  @Test
  void theFirstRecordStays() throws IOException {
    HistoryRecord first = HistoryExamples.measured(SERIES, 200, 4);
    RecordName name = history.write(first, Optional.empty());
    history.write(HistoryExamples.measured(SERIES, 200, 5), Optional.empty());

    assertThat(history.names()).containsExactly(name);
    assertThat(history.read(name)).isEqualTo(first);
  }

  @Test
  void termsOfEveryKindComeBack() throws IOException {
    RunTerms terms = HistoryExamples.terms(4, 1);
    RunTerms others = HistoryExamples.terms(5, 2);
    RecordName name = history.write(HistoryExamples.measured(SERIES, 200, 4), Optional.of(terms));

    RunTerms read = history.terms(name).orElseThrow();

    assertThat(read.conditions()).isEqualTo(terms.conditions());
    assertThat(read.minus(others, 0.95)).isEqualTo(terms.minus(others, 0.95)).hasSize(8);
    assertThat(TermsFormat.message(read)).isEqualTo(TermsFormat.message(terms));
  }

  @Test
  void anObjectThatIsNotARecordIsNamed() throws IOException {
    RecordName name = history.write(HistoryExamples.measured(SERIES, 200, 4), Optional.empty());
    store.replace(name.object(), output -> output.write(new byte[] {1, 2, 3}));

    assertThatThrownBy(() -> history.read(name))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(
            "object '%s' in %s is not a record of a history: ", name.object(), directory);
  }

  @Test
  void aRecordThatIsNotCompleteIsRefused() {
    HistoryRecord begun = HistoryExamples.begun(SERIES, 3).build();
    assertThatThrownBy(() -> history.write(begun, Optional.empty()))
        .hasMessage("the record has neither result nor failure");
    HistoryRecord other =
        HistoryExamples.measured(SERIES, 3, 1).toBuilder().setSeriesId("other").build();
    assertThatThrownBy(() -> history.write(other, Optional.empty()))
        .hasMessage(
            "the record has the series other, expected %s as its settings say",
            SeriesOfResults.id(SERIES));
  }

  /** The path of the checkpoint that varies does not count, nor does what only the report shows. */
  @Test
  void aSeriesIsWhatMetricsDependOn() {
    RunConfiguration.Builder same = HistoryExamples.configuration().toBuilder();
    same.getGenerationBuilder().getBaseBuilder().setModelPath("elsewhere/ema_000200.pt");
    same.getGenerationBuilder().getUpsamplerBuilder().setModelPath("copied/upsampler.pt");
    same.getEvaluationBuilder().addClassNames("shoe").addNeighboursOf(3).setNearestK(3);
    assertThat(id(same.build(), "fp32")).isEqualTo(SeriesOfResults.id(SERIES));

    RunConfiguration.Builder seed = HistoryExamples.configuration().toBuilder();
    seed.getGenerationBuilder().setSeed(8);
    RunConfiguration.Builder neighbours = HistoryExamples.configuration().toBuilder();
    neighbours.getEvaluationBuilder().setNearestK(5);
    RunConfiguration.Builder part = HistoryExamples.configuration().toBuilder();
    part.getGenerationBuilder().getBaseBuilder().setModelPath("ema_000200.pt#ema");
    assertThat(
            List.of(
                SeriesOfResults.id(SERIES),
                id(seed.build(), "fp32"),
                id(neighbours.build(), "fp32"),
                id(part.build(), "fp32"),
                id(HistoryExamples.configuration(), "fp16")))
        .doesNotHaveDuplicates();
  }

  @Test
  void aFileWithoutFingerprintIsNamed() {
    List<Fingerprint> noReference = HistoryExamples.fingerprints().subList(0, 3);
    assertThatThrownBy(
            () ->
                SeriesOfResults.of(
                    HistoryStage.HISTORY_BASE,
                    HistoryExamples.configuration(),
                    noReference,
                    "fp32"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the file of evaluation.reference has no fingerprint");
  }

  private static String id(RunConfiguration configuration, String precision) {
    return SeriesOfResults.id(
        SeriesOfResults.of(
            HistoryStage.HISTORY_BASE, configuration, HistoryExamples.fingerprints(), precision));
  }
}
