package io.upstack.stages.inspection;

import io.upstack.stages.checkpoints.CheckpointTensor;
import io.upstack.stages.checkpoints.StateDict;
import io.upstack.stages.problems.Printable;
import io.upstack.stages.problems.Problems;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checks whether a checkpoint holds the tensors that flags ask for. */
public final class CheckpointFit {
  private CheckpointFit() {}

  /**
   * Adds problems for a checkpoint that does not fit: first the flags that would fit, if the shapes
   * reveal them, then the tensors that are missing, not asked for, or of another shape or type.
   *
   * @param expected the network that the flags describe
   * @param where the field that names the checkpoint, and the file
   */
  public static void check(
      StateDict checkpoint, Network expected, String where, Problems problems) {
    TensorShapes tensors = TensorShapes.of(checkpoint);
    TensorDifferences differences =
        TensorDifferences.between(expected.parameters(), tensors.shapes());
    checkTypes(checkpoint, where, problems);
    if (differences.count() == 0) {
      return;
    }
    Optional<InferredNetwork> inferred = FlagInference.infer(tensors.shapes(), expected);
    if (inferred.isPresent() && inferred.get().network().kind() != expected.kind()) {
      reportKind(inferred.get().network().kind(), expected.kind(), tensors, where, problems);
      return;
    }
    inferred
        .filter(network -> network.differences() < differences.count())
        .ifPresent(network -> reportFlags(network, expected, tensors, where, problems));
    differences.described().forEach(difference -> problems.add(where, difference));
  }

  private static void reportKind(
      NetworkKind found,
      NetworkKind expected,
      TensorShapes tensors,
      String where,
      Problems problems) {
    problems.add(
        where,
        "holds a %s (%s), expected a %s; the place for it is %s"
            .formatted(
                found.description(),
                ShapeEvidence.ofKind(found, tensors),
                expected.description(),
                found.place()));
  }

  private static void reportFlags(
      InferredNetwork inferred,
      Network expected,
      TensorShapes tensors,
      String where,
      Problems problems) {
    Map<NetworkFlag, String> configured = configured(expected, inferred.network());
    String verdict = inferred.isExact() ? "would fit" : "would fit better";
    inferred
        .flags()
        .forEach(
            (flag, value) -> {
              Optional<String> given = Optional.ofNullable(configured.get(flag));
              if (given.filter(value::equals).isPresent()) {
                return;
              }
              problems.add(
                  where,
                  "%s: %s %s%s (%s)"
                      .formatted(
                          flag.nameIn(expected.kind()),
                          value,
                          verdict,
                          given.map(other -> ", not " + other).orElse(""),
                          ShapeEvidence.of(flag, inferred.network(), tensors)));
            });
  }

  /**
   * Returns the configured flags. Resolutions of attention are computed at the size that would fit,
   * so that they can be compared.
   */
  private static Map<NetworkFlag, String> configured(Network expected, Network inferred) {
    Map<NetworkFlag, String> values = new EnumMap<>(NetworkFlag.class);
    values.putAll(FlagValues.of(expected.withFlagsAt(inferred.unet().imageSize())));
    values.computeIfPresent(
        NetworkFlag.IMAGE_SIZE, (flag, size) -> String.valueOf(expected.unet().imageSize()));
    return values;
  }

  private static void checkTypes(StateDict checkpoint, String where, Problems problems) {
    List<CheckpointTensor> whole =
        checkpoint.tensors().values().stream()
            .filter(tensor -> !tensor.elementType().isFloatingPoint())
            .toList();
    if (!whole.isEmpty()) {
      problems.add(
          where,
          "holds tensors that are not of a floating point type: "
              + Printable.listed(
                  whole.stream()
                      .map(
                          tensor ->
                              Printable.name(tensor.name()) + " is of " + tensor.elementType())
                      .toList(),
                  "; "));
    }
  }
}
