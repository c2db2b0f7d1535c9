package io.upstack.runners.shards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.upstack.proto.AttemptLimit;
import io.upstack.runners.remote.JobGoals;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import io.upstack.stages.store.StoreFormat;
import io.upstack.stages.store.StoredObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looks at what a job leaves in its store, which may be a cache. */
final class CountedWorkTest {
  private static final AttemptLimit ATTEMPTS = AttemptLimit.newBuilder().setLaunch("mine").build();
  private static final String MARK = "attempts/mine/features/00003-001-0000abcd.textproto";
  private static final String NOTICE = "attempts/mine/notices/able/features/0000abcd.textproto";
  private static final String OTHER = "attempts/other/features/00003-001-0000abcd.textproto";

  @TempDir private Path cache;
  private ObjectStore store;
  private PipelineJob job;

  @BeforeEach
  void note() throws IOException {
    store = ObjectStores.open(cache.toString());
    for (String name : List.of(MARK, NOTICE, OTHER)) {
      store.create(name, StoreFormat.utf8("x"));
    }
    job =
        new PipelineJob(
            "run",
            List.of(),
            cache.toString(),
            List.of(cache.toString()),
            (pipeline, placement) -> {},
            new JobGoals(List.of()),
            PipelineJob.Waiting.ALWAYS);
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  @Test
  void isNothingOfAJobThatIsDone() throws IOException {
    CountedWork.await(job, ATTEMPTS, () -> {});

    assertThat(names()).containsExactly(OTHER);
  }

  @Test
  void isWhyAJobHasFailed() throws IOException {
    assertThatThrownBy(
            () ->
                CountedWork.await(
                    job,
                    ATTEMPTS,
                    () -> {
                      throw new IllegalStateException("given up");
                    }))
        .hasMessage("given up");

    assertThat(names()).containsExactly(MARK, OTHER);
  }

  @Test
  void isAllOfAJobThatMayGoOn() throws IOException {
    assertThatThrownBy(
            () ->
                CountedWork.await(
                    job,
                    ATTEMPTS,
                    () -> {
                      throw new IOException("the cluster does not answer");
                    }))
        .hasMessage("the cluster does not answer");

    assertThat(names()).containsExactly(MARK, NOTICE, OTHER);
  }

  private List<String> names() throws IOException {
    return store.list("").stream().map(StoredObject::name).toList();
  }
}
