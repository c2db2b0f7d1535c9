package io.upstack.stages.verify;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import io.upstack.stages.arrays.NpzFile;
import io.upstack.stages.checkpoints.CheckpointFile;
import io.upstack.stages.flags.FlagValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The files of a reference case.
 *
 * @param flagsFile the file with the flags; in a metrics case it also holds the expected values
 */
record CaseFolder(Path path, Path flagsFile, Struct flags) {
  private static final List<String> FLAGS_FILES =
      List.of("flags.json", "expected.json", "weights.json");

  static CaseFolder open(Path path) throws IOException {
    if (!Files.exists(path)) {
      throw new MalformedCaseException(
          "%s does not exist, expected a folder with a reference case".formatted(path));
    }
    Path flagsFile =
        FLAGS_FILES.stream()
            .map(path::resolve)
            .filter(Files::isRegularFile)
            .findFirst()
            .orElseThrow(
                () ->
                    new MalformedCaseException(
                        "%s has no flags.json, nor the expected.json of a metrics case"
                            .formatted(path)));
    return new CaseFolder(path, flagsFile, parsed(flagsFile));
  }

  private static Struct parsed(Path file) throws IOException {
    Struct.Builder flags = Struct.newBuilder();
    try {
      JsonFormat.parser().merge(Files.readString(file), flags);
    } catch (InvalidProtocolBufferException exception) {
      throw new MalformedCaseException(
          "%s is not a JSON object: %s".formatted(file, exception.getMessage()), exception);
    }
    return flags.build();
  }

  String name() {
    return path.toAbsolutePath().normalize().getFileName().toString();
  }

  CaseKind kind() throws MalformedCaseException {
    Value kind = flags.getFieldsMap().get("kind");
    if (kind == null) {
      throw new MalformedCaseException(
          "%s has no kind, expected one of %s".formatted(flagsFile, CaseKind.flags()));
    }
    return CaseKind.of(kind.getStringValue())
        .orElseThrow(
            () ->
                new MalformedCaseException(
                    "%s has the kind %s, expected one of %s"
                        .formatted(flagsFile, FlagValues.described(kind), CaseKind.flags())));
  }

  CheckpointFile checkpoint(String name) {
    return CheckpointFile.of(path.resolve(name));
  }

  NpzFile arrays(String name) throws IOException {
    Path file = path.resolve(name);
    if (!Files.isRegularFile(file)) {
      throw new MalformedCaseException(
          "%s does not exist, expected the recorded arrays".formatted(file));
    }
    return NpzFile.open(file);
  }
}
