package io.upstack.runners.meters;

import io.upstack.pipelines.transforms.MeterNames;
import io.upstack.pipelines.transforms.ShardMeters;
import io.upstack.pipelines.transforms.StageAccount;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.runtime.taskmanager.Task;

/**
 * Counts in the Flink task that does the work, so that the task's metrics and accumulators show the
 * counts while it runs. A stage appears as an operator's name: {@code base.samples}.
 */
public final class FlinkMeters implements ShardMeters {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // It is never serialized.
  private transient Optional<Task> task;

  private transient Map<String, StageMeters> stages;
  private transient TaskCounter givenUp;

  @Override
  public void shardDone(List<StageAccount> accounts) {
    if (findTask().isEmpty()) {
      return;
    }
    for (StageAccount account : accounts) {
      stages
          .computeIfAbsent(account.stage(), stage -> new StageMeters(task.get(), stage))
          .count(account);
    }
  }

  @Override
  public void shardGivenUp() {
    if (findTask().isEmpty()) {
      return;
    }
    if (givenUp == null) {
      givenUp = new TaskCounter(task.get(), MeterNames.ALL_STAGES, MeterNames.GIVEN_UP);
    }
    givenUp.add(1);
  }

  private Optional<Task> findTask() {
    if (task == null) {
      task = CurrentTask.find();
      stages = new HashMap<>();
    }
    return task;
  }
}
