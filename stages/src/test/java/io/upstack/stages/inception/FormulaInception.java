package io.upstack.stages.inception;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.util.JsonFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The network whose weights are a formula, in all the forms that weights come in. */
final class FormulaInception {
  private static final Map<String, List<Long>> SHAPES = readShapes();

  private FormulaInception() {}

  static InceptionParameters parameters() {
    return FormulaWeights.parameters("weights.json", shapes());
  }

  /** Returns the shapes of the weights by the names of a state dict. */
  static Map<String, List<Long>> shapes() {
    return SHAPES;
  }

  private static Map<String, List<Long>> readShapes() {
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    weights()
        .getFieldsOrThrow("names")
        .getStructValue()
        .getFieldsMap()
        .forEach(
            (name, shape) ->
                shapes.put(
                    name,
                    shape.getListValue().getValuesList().stream()
                        .map(size -> (long) size.getNumberValue())
                        .toList()));
    return Collections.unmodifiableMap(shapes);
  }

  static float[] values(String name) {
    return new FormulaWeights(name, shapes().get(name)).values();
  }

  private static Struct weights() {
    Struct.Builder weights = Struct.newBuilder();
    try {
      JsonFormat.parser().merge(text("/reference/inception_formula_weights/weights.json"), weights);
    } catch (InvalidProtocolBufferException exception) {
      throw new IllegalStateException(exception);
    }
    return weights.build();
  }

  /** The scopes of the published graph by the convolutions of the network. */
  static Map<String, String> scopes() {
    Map<String, String> scopes = new LinkedHashMap<>();
    text("/io/upstack/stages/inception/graph-nodes.txt")
        .lines()
        .map(line -> line.split(" ", 2))
        .forEach(pair -> scopes.put(pair[0], pair[1]));
    return scopes;
  }

  private static String text(String resource) {
    try (InputStream stream = FormulaInception.class.getResourceAsStream(resource)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException exception) {
      throw new IllegalStateException(exception);
    }
  }
}
