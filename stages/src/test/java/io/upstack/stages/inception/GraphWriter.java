package io.upstack.stages.inception;

import com.google.protobuf.ByteString;
import io.upstack.proto.graph.AttrValue;
import io.upstack.proto.graph.GraphDef;
import io.upstack.proto.graph.NodeDef;
import io.upstack.proto.graph.TensorProto;
import io.upstack.proto.graph.TensorShapeProto;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** Builds a graph with the nodes of the published file, as far as they concern weights. */
final class GraphWriter {
  private static final float EPSILON = 0.001f;

  private final Map<String, NodeDef> nodes = new LinkedHashMap<>();

  private GraphWriter() {}

  /** Writes the formula's weights, each value by itself. */
  static GraphWriter whole() {
    return of((name, stored) -> content(transposed(FormulaInception.values(name), stored)));
  }

  /** Writes constants that give one value for all their elements: a valid graph of a few KB. */
  static GraphWriter small() {
    return of((name, stored) -> TensorProto.newBuilder().addFloatVal(0.5f));
  }

  private static GraphWriter of(BiFunction<String, List<Long>, TensorProto.Builder> values) {
    GraphWriter writer = new GraphWriter();
    Map<String, List<Long>> shapes = FormulaInception.shapes();
    writer.put("DecodeJpeg/contents", "Placeholder");
    FormulaInception.scopes()
        .forEach(
            (convolution, scope) -> {
              List<Long> kernel = shapes.get(convolution + ".conv.weight");
              List<Long> stored =
                  List.of(kernel.get(2), kernel.get(3), kernel.get(1), kernel.get(0));
              writer.constant(
                  scope + "/conv2d_params",
                  stored,
                  values.apply(convolution + ".conv.weight", stored));
              writer.put(scope + "/Conv2D", "Conv2D");
              Map.of(
                      "beta", "bias",
                      "gamma", "weight",
                      "moving_mean", "running_mean",
                      "moving_variance", "running_var")
                  .forEach(
                      (node, name) -> {
                        String tensor = convolution + ".bn." + name;
                        List<Long> shape = shapes.get(tensor);
                        writer.constant(
                            scope + "/batchnorm/" + node, shape, values.apply(tensor, shape));
                      });
              writer.put(scope + "/batchnorm", "BatchNormWithGlobalNormalization");
              writer.change(
                  scope + "/batchnorm",
                  node ->
                      node.putAttr("variance_epsilon", AttrValue.newBuilder().setF(EPSILON).build())
                          .putAttr(
                              "scale_after_normalization",
                              AttrValue.newBuilder().setB(true).build()));
              writer.put(scope, "Relu");
            });
    List<Long> classifier = List.of(2048L, 1008L);
    writer.constant("softmax/weights", classifier, values.apply("fc.weight", classifier));
    writer.constant("softmax/biases", List.of(1008L), values.apply("fc.bias", List.of(1008L)));
    return writer;
  }

  GraphWriter change(String name, UnaryOperator<NodeDef.Builder> change) {
    nodes.computeIfPresent(name, (key, node) -> change.apply(node.toBuilder()).build());
    return this;
  }

  GraphWriter changeTensor(String name, UnaryOperator<TensorProto.Builder> change) {
    return change(
        name,
        node ->
            node.putAttr(
                "value",
                AttrValue.newBuilder()
                    .setTensor(change.apply(node.getAttrOrThrow("value").getTensor().toBuilder()))
                    .build()));
  }

  GraphWriter remove(String name) {
    nodes.remove(name);
    return this;
  }

  byte[] toBytes() {
    return GraphDef.newBuilder().addAllNode(nodes.values()).build().toByteArray();
  }

  Path writeTo(Path file) throws IOException {
    return Files.write(file, toBytes());
  }

  private void put(String name, String op) {
    nodes.put(name, NodeDef.newBuilder().setName(name).setOp(op).build());
  }

  private void constant(String name, List<Long> shape, TensorProto.Builder value) {
    put(name, "Const");
    TensorShapeProto.Builder sizes = TensorShapeProto.newBuilder();
    shape.forEach(size -> sizes.addDimBuilder().setSize(size));
    value.setDtype(1).setTensorShape(sizes);
    change(name, node -> node.putAttr("value", AttrValue.newBuilder().setTensor(value).build()));
  }

  private static TensorProto.Builder content(float[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return TensorProto.newBuilder().setTensorContent(ByteString.copyFrom(bytes));
  }

  /** Changes weights from PyTorch's order to TensorFlow's, for the shape that is stored. */
  private static float[] transposed(float[] values, List<Long> stored) {
    if (stored.size() == 1) {
      return values;
    }
    int out = Math.toIntExact(stored.get(stored.size() - 1));
    int in = Math.toIntExact(stored.get(stored.size() - 2));
    int positions = values.length / in / out;
    float[] transposed = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      int filter = i / (in * positions);
      int channel = i / positions % in;
      int position = i % positions;
      transposed[(position * in + channel) * out + filter] = values[i];
    }
    return transposed;
  }
}
