package io.upstack.stages.programs;

import java.io.IOException;
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
 * forward.returns(x.times(program.tensor("two", Constants.float32(List.of(), 2))));
 * program.writeTo(path);
 * }</pre>
 *
 * <p>Tensors are buffers, so that no gradient is recorded for them.
 */
public final class ProgramBuilder {
  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private final String name;
  private final Map<String, TensorData> tensors = new LinkedHashMap<>();
  private final List<MethodBuilder> methods = new ArrayList<>();

  /**
   * @param name of the module's class, an identifier
   */
  public ProgramBuilder(String name) {
    this.name = requireIdentifier(name);
  }

  /**
   * Declares an attribute.
   *
   * @param attribute its name; dots, as in the names of a state dict, become underscores
   */
  public Value tensor(String attribute, TensorData data) {
    String identifier = requireIdentifier(attribute.replace('.', '_'));
    if (tensors.putIfAbsent(identifier, data) != null) {
      throw new IllegalArgumentException(
          "the program has a tensor '%s' already".formatted(attribute));
    }
    return new Value("self." + identifier);
  }

  /** Begins a method; methods may call only those begun before them. */
  public MethodBuilder method(String method) {
    if (methods.stream().anyMatch(other -> other.name().equals(method))) {
      throw new IllegalArgumentException("the program has a method '%s' already".formatted(method));
    }
    MethodBuilder builder = new MethodBuilder(requireIdentifier(method));
    methods.add(builder);
    return builder;
  }

  /** Writes the program as an archive that {@code torch.jit.load} reads. */
  public void writeTo(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ArchiveWriter archive = new ArchiveWriter(channel);
      archive.add(name + "/version", "3\n".getBytes(StandardCharsets.US_ASCII));
      archive.add(name + "/data.pkl", PickleWriter.module(name, tensors));
      int record = 0;
      for (TensorData tensor : tensors.values()) {
        archive.add(name + "/data/" + record++, tensor::writeTo);
      }
      archive.add(name + "/constants.pkl", PickleWriter.emptyTuple());
      archive.add(name + "/code/__torch__.py", source().getBytes(StandardCharsets.UTF_8));
      archive.finish();
    }
  }

  /** The program's text, as it stands in the archive. */
  public String source() {
    StringBuilder source = new StringBuilder("class %s(Module):\n".formatted(name));
    source.append("  __parameters__ = []\n  __buffers__ = [");
    tensors.keySet().forEach(tensor -> source.append('"').append(tensor).append("\", "));
    source.append("]\n  training : bool\n");
    tensors.keySet().forEach(tensor -> source.append("  ").append(tensor).append(" : Tensor\n"));
    methods.forEach(method -> source.append(method.source(name)));
    return source.toString();
  }

  private static String requireIdentifier(String value) {
    if (!IDENTIFIER.matcher(value).matches()) {
      throw new IllegalArgumentException("'%s' is not an identifier".formatted(value));
    }
    return value;
  }
}
