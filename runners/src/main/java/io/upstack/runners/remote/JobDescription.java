package io.upstack.runners.remote;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.Plan;
import org.apache.flink.api.common.operators.Operator;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.util.Visitor;

/** Adds what Flink shows of a job: its goals among the parameters, and readable names. */
public final class JobDescription {
  private JobDescription() {}

  static void describe(JobGraph graph, JobSettings settings, ClassLoader classLoader) {
    graph.getVertices().forEach(VertexNames::shorten);
    settings.goals().ifPresent(goals -> addParameters(graph, goals, classLoader));
  }

  /** Describes a job by its plan, for jobs whose graph Flink makes later. */
  public static void describe(Plan plan, JobSettings settings) {
    plan.accept(new ShortNames());
    settings.goals().ifPresent(goals -> addParameters(plan.getExecutionConfig(), goals));
  }

  private static void addParameters(ExecutionConfig execution, JobGoals goals) {
    Map<String, String> parameters = new LinkedHashMap<>();
    if (execution.getGlobalJobParameters() != null) {
      parameters.putAll(execution.getGlobalJobParameters().toMap());
    }
    parameters.putAll(goals.parameters());
    execution.setGlobalJobParameters(Configuration.fromMap(parameters));
  }

  private static void addParameters(JobGraph graph, JobGoals goals, ClassLoader classLoader) {
    try {
      ExecutionConfig execution =
          graph.getSerializedExecutionConfig().deserializeValue(classLoader);
      addParameters(execution, goals);
      graph.setExecutionConfig(execution);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("a job's own classes are not found", e);
    }
  }

  private static final class ShortNames implements Visitor<Operator<?>> {
    private final Set<Operator<?>> seen = new HashSet<>();

    @Override
    public boolean preVisit(Operator<?> operator) {
      if (!seen.add(operator)) {
        return false;
      }
      operator.setName(VertexNames.operator(operator.getName()));
      return true;
    }

    @Override
    public void postVisit(Operator<?> operator) {}
  }
}
