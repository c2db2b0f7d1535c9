package io.upstack.stages.verify;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.upstack.stages.arrays.NpzFile;
import io.upstack.stages.flags.FlagReader;
import io.upstack.stages.inception.FormulaWeights;
import io.upstack.stages.inception.InceptionProgram;
import io.upstack.stages.programs.Program;
import io.upstack.stages.programs.TemporaryProgram;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Replays the features of images of several sizes S, computed by a network whose weights follow a
 * formula: images_S, then pool_S, spatial_S and logits_unbiased_S.
 *
 * @param shapes the shapes of the weights, by their names in a state dict
 */
record InceptionReplay(CaseFolder folder, Map<String, List<Long>> shapes) implements Replay {
  private static final String IMAGES = "images_";

  static InceptionReplay read(CaseFolder folder, FlagReader flags) {
    Map<String, List<Long>> shapes = flags.shapes("names");
    flags.refuseOthers();
    return new InceptionReplay(folder, shapes);
  }

  @Override
  public List<ArrayComparison> run() throws IOException {
    String file = folder.flagsFile().getFileName().toString();
    List<ArrayComparison> comparisons = new ArrayList<>();
    try (NpzFile recorded = folder.arrays("io.npz");
        Program program =
            TemporaryProgram.load(
                InceptionProgram.of(FormulaWeights.parameters(file, shapes)), Device.cpu())) {
      for (String size : sizes(recorded)) {
        comparisons.addAll(compare(program, recorded, size));
      }
    }
    return comparisons;
  }

  private List<String> sizes(NpzFile recorded) throws MalformedCaseException {
    List<String> sizes =
        recorded.names().stream()
            .filter(name -> name.startsWith(IMAGES))
            .map(name -> name.substring(IMAGES.length()))
            .toList();
    if (sizes.isEmpty()) {
      throw new MalformedCaseException(
          "%s has no array images_SIZE, expected one of each size"
              .formatted(folder.path().resolve("io.npz")));
    }
    return sizes;
  }

  private static List<ArrayComparison> compare(Program program, NpzFile file, String size)
      throws IOException {
    try (NDManager manager = program.newManager()) {
      RecordedArrays recorded = new RecordedArrays(file, manager);
      NDArray images = recorded.get(IMAGES + size).transpose(0, 3, 1, 2);
      NDList features = program.run("forward", new NDList(images));
      return List.of(
          recorded.compare("pool_" + size, features.get(0), Tolerances.FEATURES),
          recorded.compare("spatial_" + size, features.get(1), Tolerances.FEATURES),
          recorded.compare("logits_unbiased_" + size, features.get(2), Tolerances.FEATURES));
    }
  }
}
