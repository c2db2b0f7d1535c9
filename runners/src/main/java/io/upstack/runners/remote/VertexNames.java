package io.upstack.runners.remote;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.runtime.operators.util.TaskConfig;

/**
 * Shortens the names of a job's vertices and operators to those of Beam's transforms, without what
 * translation has added. From {@code CHAIN DataSource (at labels/Read(ShardSource) (...)) ->
 * FlatMap (FlatMap at base/make/ParMultiDo(Make))} it leaves {@code labels -> base}, whose
 * operators are {@code labels} and {@code base/make}. A source of Flink's own API has its name in
 * parentheses: {@code DataSource (check)}.
 */
final class VertexNames {
  private static final String ARROW = " -> ";
  private static final Pattern BEFORE_TRANSFORM =
      Pattern.compile("^(.*\\bat (ExplodeWindows: )?|DataSource [(])");
  private static final Pattern FUNCTION = Pattern.compile("/ParMultiDo[(][^)]*[)]");
  private static final Pattern AFTER_TRANSFORM = Pattern.compile("(/Read)?[(].*$|[)]+$");

  /** Flink's own operators, and those that Beam adds, whose names contain no transform. */
  private static final Pattern OF_NO_TRANSFORM =
      Pattern.compile("(CHAIN )?(Map [(].*|.*\\btranslateNode\\b.*|Filter\\b.*)");

  private static final String SINK = "DataSink (";

  /** The key in Flink's TaskConfig, which can read this name but not set it. */
  private static final String CHAINED_NAME = "chaining.taskname.";

  private VertexNames() {}

  static void shorten(JobVertex vertex) {
    String name = vertex(vertex.getName());
    vertex.setName(name);
    vertex.setOperatorName(name);
    vertex.setOperatorPrettyName(name);
    Configuration configuration = vertex.getConfiguration();
    TaskConfig task = new TaskConfig(configuration);
    for (int i = 0; i < task.getNumberOfChainedStubs(); i++) {
      configuration.setString(CHAINED_NAME + i, operator(task.getChainedTaskName(i)));
    }
  }

  static String vertex(String name) {
    List<String> operators = Arrays.asList(name.split(ARROW, -1));
    return operators.stream()
        .filter(operator -> operators.size() == 1 || !OF_NO_TRANSFORM.matcher(operator).matches())
        .map(VertexNames::operator)
        .map(operator -> operator.split("/", 2)[0])
        .distinct()
        .collect(Collectors.joining(ARROW));
  }

  static String operator(String name) {
    if (name.startsWith(SINK)) {
      return "end";
    }
    if (OF_NO_TRANSFORM.matcher(name).matches()) {
      return "key";
    }
    String transform = BEFORE_TRANSFORM.matcher(name).replaceFirst("");
    String path = FUNCTION.matcher(transform).replaceFirst("").replace(".output", " output");
    return AFTER_TRANSFORM.matcher(path).replaceFirst("").strip();
  }
}
