package io.upstack.runners.jobs;

import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.PipelineExecutor;
import org.apache.flink.core.execution.PipelineExecutorFactory;
import org.apache.flink.core.execution.PipelineExecutorServiceLoader;

/** An executor that Flink always finds as the only one, whatever the configuration says. */
public abstract class SoleExecutor
    implements PipelineExecutor, PipelineExecutorFactory, PipelineExecutorServiceLoader {
  private final String name;

  protected SoleExecutor(String name) {
    this.name = name;
  }

  @Override
  public final String getName() {
    return name;
  }

  @Override
  public final boolean isCompatibleWith(Configuration configuration) {
    return true;
  }

  @Override
  public final PipelineExecutor getExecutor(Configuration configuration) {
    return this;
  }

  @Override
  public final PipelineExecutorFactory getExecutorFactory(Configuration configuration) {
    return this;
  }

  @Override
  public final Stream<String> getExecutorNames() {
    return Stream.of(name);
  }
}
