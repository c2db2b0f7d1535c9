package io.upstack.stages.inception;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Maps the names in a state dict to the names in the published graph. For example, {@code
 * Mixed_5b.branch5x5_1} is {@code mixed/tower/conv}, whose kernel is {@code
 * mixed/tower/conv/conv2d_params} and whose batch normalization is {@code
 * mixed/tower/conv/batchnorm}.
 */
final class GraphNames {
  static final String KERNEL = "/conv2d_params";
  static final String BATCH_NORMALIZATION = "/batchnorm";
  static final String GAMMA = BATCH_NORMALIZATION + "/gamma";
  static final String BETA = BATCH_NORMALIZATION + "/beta";
  static final String MEAN = BATCH_NORMALIZATION + "/moving_mean";
  static final String VARIANCE = BATCH_NORMALIZATION + "/moving_variance";

  /** The name of the classifier's weights, [features, classes]. */
  static final String CLASSIFIER = "softmax/weights";

  private static final String[] STEM = {
    "Conv2d_1a_3x3 conv",
    "Conv2d_2a_3x3 conv_1",
    "Conv2d_2b_3x3 conv_2",
    "Conv2d_3b_1x1 conv_3",
    "Conv2d_4a_3x3 conv_4"
  };

  private static final String[] A = {
    "branch1x1 conv",
    "branch5x5_1 tower/conv",
    "branch5x5_2 tower/conv_1",
    "branch3x3dbl_1 tower_1/conv",
    "branch3x3dbl_2 tower_1/conv_1",
    "branch3x3dbl_3 tower_1/conv_2",
    "branch_pool tower_2/conv"
  };

  private static final String[] B = {
    "branch3x3 conv",
    "branch3x3dbl_1 tower/conv",
    "branch3x3dbl_2 tower/conv_1",
    "branch3x3dbl_3 tower/conv_2"
  };

  private static final String[] C = {
    "branch1x1 conv",
    "branch7x7_1 tower/conv",
    "branch7x7_2 tower/conv_1",
    "branch7x7_3 tower/conv_2",
    "branch7x7dbl_1 tower_1/conv",
    "branch7x7dbl_2 tower_1/conv_1",
    "branch7x7dbl_3 tower_1/conv_2",
    "branch7x7dbl_4 tower_1/conv_3",
    "branch7x7dbl_5 tower_1/conv_4",
    "branch_pool tower_2/conv"
  };

  private static final String[] D = {
    "branch3x3_1 tower/conv",
    "branch3x3_2 tower/conv_1",
    "branch7x7x3_1 tower_1/conv",
    "branch7x7x3_2 tower_1/conv_1",
    "branch7x7x3_3 tower_1/conv_2",
    "branch7x7x3_4 tower_1/conv_3"
  };

  private static final String[] E = {
    "branch1x1 conv",
    "branch3x3_1 tower/conv",
    "branch3x3_2a tower/mixed/conv",
    "branch3x3_2b tower/mixed/conv_1",
    "branch3x3dbl_1 tower_1/conv",
    "branch3x3dbl_2 tower_1/conv_1",
    "branch3x3dbl_3a tower_1/mixed/conv",
    "branch3x3dbl_3b tower_1/mixed/conv_1",
    "branch_pool tower_2/conv"
  };

  private static final Map<String, String> SCOPES = scopes();

  private GraphNames() {}

  private static Map<String, String> scopes() {
    Map<String, String> scopes = new LinkedHashMap<>();
    add(scopes, "", "", STEM);
    add(scopes, "Mixed_5b.", "mixed/", A);
    add(scopes, "Mixed_5c.", "mixed_1/", A);
    add(scopes, "Mixed_5d.", "mixed_2/", A);
    add(scopes, "Mixed_6a.", "mixed_3/", B);
    add(scopes, "Mixed_6b.", "mixed_4/", C);
    add(scopes, "Mixed_6c.", "mixed_5/", C);
    add(scopes, "Mixed_6d.", "mixed_6/", C);
    add(scopes, "Mixed_6e.", "mixed_7/", C);
    add(scopes, "Mixed_7a.", "mixed_8/", D);
    add(scopes, "Mixed_7b.", "mixed_9/", E);
    add(scopes, "Mixed_7c.", "mixed_10/", E);
    return scopes;
  }

  private static void add(
      Map<String, String> scopes, String module, String scope, String[] convolutions) {
    for (String pair : convolutions) {
      int space = pair.indexOf(' ');
      scopes.put(module + pair.substring(0, space), scope + pair.substring(space + 1));
    }
  }

  /** Returns the scope of a convolution of the network. */
  static String scope(String convolution) {
    return SCOPES.get(convolution);
  }

  /** Returns all convolutions by their names in a state dict. */
  static Collection<String> convolutions() {
    return SCOPES.keySet();
  }

  /** Returns the names of all nodes that hold weights, or say how to apply them. */
  static Stream<String> nodes() {
    Stream<String> ofConvolutions =
        SCOPES.values().stream()
            .flatMap(
                scope ->
                    Stream.of(KERNEL, BATCH_NORMALIZATION, GAMMA, BETA, MEAN, VARIANCE)
                        .map(scope::concat));
    return Stream.concat(ofConvolutions, Stream.of(CLASSIFIER));
  }
}
