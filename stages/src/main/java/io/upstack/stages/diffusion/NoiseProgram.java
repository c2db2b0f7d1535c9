package io.upstack.stages.diffusion;

import io.upstack.stages.programs.MethodBuilder;
import io.upstack.stages.programs.ProgramBuilder;
import io.upstack.stages.programs.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes noise where it is used. It uses Philox4x32-10 (Salmon et al., 2011) and the Box-Muller
 * transform, written out in int64 arithmetic, so that a sample's noise depends only on the seed,
 * the sample, the stage and the step.
 *
 * <p>The method is {@code noise(key, samples, draw)}: {@code key} [2] int64 holds the halves of the
 * seed; {@code samples} [N] int64 holds the sample indices; {@code draw} [1] int64 distinguishes
 * the stages and their steps. Block b of a sample consists of the four normals 4 b to 4 b + 3 of
 * its flattened [C, H, W]. Its counter is (b, low half of the index, draw, high half of the index).
 */
final class NoiseProgram {
  private static final long MULTIPLIER_0 = 0xD2511F53L;
  private static final long MULTIPLIER_1 = 0xCD9E8D57L;
  private static final long KEY_STEP_0 = 0x9E3779B9L;
  private static final long KEY_STEP_1 = 0xBB67AE85L;
  private static final long MASK = 0xFFFFFFFFL;
  private static final int ROUNDS = 10;
  private static final int WORDS = 4;

  private final MethodBuilder method;

  private NoiseProgram(MethodBuilder method) {
    this.method = method;
  }

  static void write(ProgramBuilder program, int channels, int size) {
    MethodBuilder method = program.method("noise");
    Value key = method.parameter("key");
    Value samples = method.parameter("samples");
    Value draw = method.parameter("draw");
    new NoiseProgram(method).write(key, samples, draw, channels, size);
  }

  private void write(Value key, Value samples, Value draw, int channels, int size) {
    int elements = channels * size * size;
    int blocks = (elements + WORDS - 1) / WORDS;
    Value column = method.evaluate("torch.unsqueeze(%s, 1)", samples);
    Value zeros = method.evaluate("torch.mul(%s, 0)", column);
    Value block =
        method.evaluate(
            "torch.add(%s, torch.arange(0, %d, dtype=4, device=%s.device))",
            zeros, blocks, samples);
    List<Value> counter = new ArrayList<>();
    counter.add(block);
    counter.add(masked(column));
    counter.add(method.evaluate("torch.add(%s, %s)", zeros, draw));
    counter.add(highHalf(column));

    List<Value> words = philox(counter, key);
    Value normals =
        method.evaluate(
            "torch.stack([%s, %s], -1)",
            boxMuller(words.get(0), words.get(1)), boxMuller(words.get(2), words.get(3)));
    // Reorders [N, blocks, 2 (cosine, sine), 2 (pair)] into four consecutive normals for each
    // block.
    Value ordered = method.evaluate("torch.flatten(torch.transpose(%s, 2, 3), 1)", normals);
    method.returns(
        method.evaluate(
            "torch.contiguous(torch.reshape(torch.slice(%s, 1, 0, %d), [-1, %d, %d, %d]))",
            ordered, elements, channels, size, size));
  }

  private List<Value> philox(List<Value> counter, Value key) {
    Value key0 = method.evaluate("torch.select(%s, 0, 0)", key);
    Value key1 = method.evaluate("torch.select(%s, 0, 1)", key);
    List<Value> words = counter;
    for (int round = 0; round < ROUNDS; round++) {
      Value product0 = method.evaluate("torch.mul(%s, %d)", words.get(0), MULTIPLIER_0);
      Value product1 = method.evaluate("torch.mul(%s, %d)", words.get(2), MULTIPLIER_1);
      words =
          List.of(
              exclusiveOr(exclusiveOr(highHalf(product1), words.get(1)), key0),
              masked(product1),
              exclusiveOr(exclusiveOr(highHalf(product0), words.get(3)), key1),
              masked(product0));
      key0 = masked(method.evaluate("torch.add(%s, %d)", key0, KEY_STEP_0));
      key1 = masked(method.evaluate("torch.add(%s, %d)", key1, KEY_STEP_1));
    }
    return words;
  }

  /** Computes two normals, r cos and r sin, from two words, [N, blocks, 2]. */
  private Value boxMuller(Value first, Value second) {
    // Values are in (0, 1], so their logarithm is finite.
    Value uniform = method.evaluate("torch.mul(torch.to(torch.add(%s, 1), 6), %s)", first, 0x1p-32);
    Value angle = method.evaluate("torch.mul(torch.to(%s, 6), %s)", second, 2 * Math.PI * 0x1p-32);
    Value radius = method.evaluate("torch.sqrt(torch.mul(torch.log(%s), -2))", uniform);
    return method.evaluate(
        "torch.stack([torch.mul(%s, torch.cos(%s)), torch.mul(%s, torch.sin(%s))], -1)",
        radius, angle, radius, angle);
  }

  private Value masked(Value x) {
    return method.evaluate("torch.bitwise_and(%s, %d)", x, MASK);
  }

  /** Returns bits 32 to 63. They are right even if a product has overflowed into the sign. */
  private Value highHalf(Value x) {
    return masked(method.evaluate("torch.bitwise_right_shift(%s, 32)", x));
  }

  private Value exclusiveOr(Value x, Value y) {
    return method.evaluate("torch.bitwise_xor(%s, %s)", x, y);
  }
}
