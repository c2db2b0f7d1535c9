package io.upstack.stages.inception;

import static java.util.Locale.ROOT;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import io.upstack.proto.graph.GraphDef;
import io.upstack.proto.graph.NodeDef;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The nodes of a frozen TensorFlow graph (a GraphDef). They are read, never executed, node by node
 * from memory outside the heap.
 */
final class FrozenGraph {
  /** The largest file accepted, five times the published graph. */
  private static final long LARGEST_FILE = 512L << 20;

  /**
   * The largest node accepted, twice the largest constant of the published graph. It limits the
   * memory for parsing.
   */
  private static final int LARGEST_NODE = 16 << 20;

  private static final int NODE_TAG =
      GraphDef.NODE_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;

  private final Path file;
  private final Set<String> wanted;
  private final Map<String, NodeDef> nodes = new HashMap<>();

  private FrozenGraph(Path file, Set<String> wanted) {
    this.file = file;
    this.wanted = wanted;
  }

  /**
   * Reads the nodes of the graph that have one of these names.
   *
   * @throws MalformedGraphException if the file is not a graph, or is damaged
   */
  static FrozenGraph read(Path file, Set<String> wanted) throws IOException {
    FrozenGraph graph = new FrozenGraph(file, wanted);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size == 0 || size > LARGEST_FILE) {
        throw graph.malformed(
            String.format(
                ROOT, "has %d bytes, expected a frozen graph of at most %d", size, LARGEST_FILE));
      }
      graph.read(UnsafeByteOperations.unsafeWrap(graph.content(channel, (int) size)));
    }
    return graph;
  }

  /**
   * Reads the content outside the heap. It is not mapped, because the file may be cut meanwhile.
   */
  private ByteBuffer content(FileChannel channel, int size) throws IOException {
    ByteBuffer content = ByteBuffer.allocateDirect(size);
    while (content.hasRemaining()) {
      if (channel.read(content) < 0) {
        throw malformed("was cut to " + content.position() + " bytes while it was read");
      }
    }
    return content.flip();
  }

  Optional<NodeDef> node(String name) {
    return Optional.ofNullable(nodes.get(name));
  }

  private void read(ByteString content) throws IOException {
    CodedInputStream input = input(content);
    int position = 0;
    try {
      while (!input.isAtEnd()) {
        position = input.getTotalBytesRead();
        int tag = input.readTag();
        if (tag == NODE_TAG) {
          addNode(input.readBytes(), position);
        } else if (!input.skipField(tag)) {
          throw malformed(String.format(ROOT, "has the end of a group at byte %d", position));
        }
      }
    } catch (InvalidProtocolBufferException exception) {
      throw new MalformedGraphException(
          String.format(
              ROOT,
              "%s is damaged at byte %d, or no GraphDef: %s",
              file,
              position,
              exception.getMessage()),
          exception);
    }
  }

  private void addNode(ByteString bytes, int position) throws IOException {
    if (bytes.size() > LARGEST_NODE) {
      throw malformed(
          String.format(
              ROOT,
              "has a node of %d bytes at byte %d, expected at most %d",
              bytes.size(),
              position,
              LARGEST_NODE));
    }
    NodeDef node = NodeDef.parseFrom(input(bytes));
    if (wanted.contains(node.getName()) && nodes.put(node.getName(), node) != null) {
      throw malformed(
          String.format(
              ROOT, "has a second node '%s' at byte %d, expected one", node.getName(), position));
    }
  }

  /** Returns an input whose byte strings are views of the bytes, not copies. */
  private static CodedInputStream input(ByteString bytes) {
    CodedInputStream input = bytes.newCodedInput();
    input.enableAliasing(true);
    return input;
  }

  private MalformedGraphException malformed(String problem) {
    return new MalformedGraphException(String.format(ROOT, "%s %s", file, problem));
  }
}
