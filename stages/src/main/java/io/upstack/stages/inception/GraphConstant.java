package io.upstack.stages.inception;

import static java.util.Locale.ROOT;

import io.upstack.proto.graph.AttrValue;
import io.upstack.proto.graph.NodeDef;
import io.upstack.proto.graph.TensorProto;
import io.upstack.proto.graph.TensorShapeProto.Dim;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/** The value of a Const node. */
record GraphConstant(TensorProto tensor) {
  private static final int FLOAT = 1;

  /**
   * Returns the reason if a node is not a constant of fp32 and of this shape with all its elements.
   */
  static Optional<String> refusal(NodeDef node, List<Long> shape) {
    if (!node.getOp().equals("Const")) {
      return Optional.of(
          String.format(ROOT, "is a node of %s, expected Const", printable(node.getOp())));
    }
    TensorProto tensor = of(node).tensor();
    if (tensor.getDtype() != FLOAT) {
      return Optional.of(
          String.format(
              ROOT,
              "is of TensorFlow's type %d, expected %d (DT_FLOAT)",
              tensor.getDtype(),
              FLOAT));
    }
    List<Long> sizes = tensor.getTensorShape().getDimList().stream().map(Dim::getSize).toList();
    if (!sizes.equals(shape)) {
      return Optional.of(String.format(ROOT, "has the shape %s, expected %s", sizes, shape));
    }
    int elements = WeightProblems.elements(shape);
    int bytes = tensor.getTensorContent().size();
    if (bytes > 0 && bytes != elements * Float.BYTES) {
      return Optional.of(
          String.format(
              ROOT, "has a content of %d bytes, expected %d", bytes, elements * Float.BYTES));
    }
    int listed = tensor.getFloatValCount();
    if (bytes == 0 && (listed == 0 || listed > elements)) {
      return Optional.of(
          String.format(ROOT, "lists %d elements, expected 1 to %d", listed, elements));
    }
    return Optional.empty();
  }

  static GraphConstant of(NodeDef node) {
    return new GraphConstant(
        node.getAttrOrDefault("value", AttrValue.getDefaultInstance()).getTensor());
  }

  /** Returns the values in C order. The constant must not have been refused. */
  float[] values(int elements) {
    float[] values = new float[elements];
    if (!tensor.getTensorContent().isEmpty()) {
      tensor
          .getTensorContent()
          .asReadOnlyByteBuffer()
          .order(ByteOrder.LITTLE_ENDIAN)
          .asFloatBuffer()
          .get(values);
      return values;
    }
    int last = tensor.getFloatValCount() - 1;
    for (int i = 0; i < elements; i++) {
      values[i] = tensor.getFloatVal(Math.min(i, last));
    }
    return values;
  }

  private static String printable(String text) {
    return "'" + text.replaceAll("\\p{Cntrl}", "?") + "'";
  }
}
