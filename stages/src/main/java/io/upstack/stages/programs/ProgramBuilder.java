package io.upstack.stages.programs;

import static java.util.Locale.ROOT;

import io.upstack.stages.zip.ZipWriter;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Writes a TorchScript program: a module whose attributes are constant tensors and whose methods
 * are straight-line code over them.
 *
 * <pre>{@code
 * ProgramBuilder program = new ProgramBuilder("Double");
 * MethodBuilder forward = program.method("forward");
 * Value x = forward.parameter("x");
 * Value two = program.tensor("two", Constants.float32(List.of(), 2));
 * forward.returns(forward.evaluate("torch.mul(%s, %s)", x, two));
 * program.writeTo(path);
 * }</pre>
 *
 * <p>Tensors are buffers, so that no gradient is recorded for them.
 */
public final class ProgramBuilder {
  /**
   * The alignment of tensors in the file, as in files of torch.save
   * (caffe2/serialize/inline_container.h).
   */
  private static final int ALIGNMENT = 64;

  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private final String name;
  private final Map<String, TensorData> tensors = new LinkedHashMap<>();
  private final List<MethodBuilder> methods = new ArrayList<>();

  /**
   * @param name name of the module's class, an identifier
   */
  public ProgramBuilder(String name) {
    this.name = requireIdentifier(name);
  }

  /**
   * Declares an attribute.
   *
   * @param attribute name of the attribute; dots, as in the names of a state dict, become
   *     underscores
   */
  public Value tensor(String attribute, TensorData data) {
    String identifier = requireIdentifier(attribute.replace('.', '_'));
    if (tensors.putIfAbsent(identifier, data) != null) {
      throw new IllegalArgumentException(
          String.format(ROOT, "the program has a tensor '%s' already", attribute));
    }
    return new Value("self." + identifier);
  }

  /** Begins a method. Methods may only call those that were begun before them. */
  public MethodBuilder method(String method) {
    if (methods.stream().anyMatch(other -> other.name().equals(method))) {
      throw new IllegalArgumentException(
          String.format(ROOT, "the program has a method '%s' already", method));
    }
    MethodBuilder builder = new MethodBuilder(requireIdentifier(method));
    methods.add(builder);
    return builder;
  }

  /**
   * Writes the program as an archive that {@code torch.jit.load} reads. The same program gives the
   * same bytes.
   *
   * @throws IOException naming the tensor's member if the size of its content does not match its
   *     shape
   */
  public void writeTo(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ZipWriter archive = ZipWriter.aligned(channel, ALIGNMENT);
      add(archive, "version", "3\n".getBytes(StandardCharsets.US_ASCII));
      add(archive, "data.pkl", PickleWriter.module(name, tensors));
      int record = 0;
      for (TensorData tensor : tensors.values()) {
        archive.add(
            String.format(ROOT, "%s/data/%d", name, record++),
            tensor.elements() * tensor.elementType().size(),
            output -> tensor.writeTo(Channels.newChannel(output)));
      }
      add(archive, "constants.pkl", PickleWriter.emptyTuple());
      add(archive, "code/__torch__.py", source().getBytes(StandardCharsets.UTF_8));
      archive.finish();
    }
  }

  private void add(ZipWriter archive, String member, byte[] content) throws IOException {
    archive.add(name + "/" + member, content.length, output -> output.write(content));
  }

  /** Returns the program's text as it is in the archive. */
  public String source() {
    StringBuilder source = new StringBuilder(String.format(ROOT, "class %s(Module):\n", name));
    source.append("  __parameters__ = []\n  __buffers__ = [");
    tensors.keySet().forEach(tensor -> source.append('"').append(tensor).append("\", "));
    source.append("]\n  training : bool\n");
    tensors.keySet().forEach(tensor -> source.append("  ").append(tensor).append(" : Tensor\n"));
    methods.forEach(method -> source.append(method.source(name)));
    return source.toString();
  }

  private static String requireIdentifier(String value) {
    if (!IDENTIFIER.matcher(value).matches()) {
      throw new IllegalArgumentException(String.format(ROOT, "'%s' is not an identifier", value));
    }
    return value;
  }
}
