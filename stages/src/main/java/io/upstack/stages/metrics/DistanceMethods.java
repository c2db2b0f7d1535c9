package io.upstack.stages.metrics;

import io.upstack.stages.programs.MethodBuilder;
import io.upstack.stages.programs.ProgramBuilder;
import io.upstack.stages.programs.Value;
import java.util.List;

/**
 * The part of the program that compares rows by squared distance, max((|u|² - 2uv) + |v|², 0) in
 * fp32 (evaluator.py, _batch_pairwise_distances).
 *
 * <p>The products are summed in fp64 and rounded to fp32, so that equal rows have the distance 0,
 * and the order of summation, which changes with the block and the number of threads, does not show
 * unless a sum lies within fp64 rounding of the middle between two fp32 numbers.
 */
final class DistanceMethods {
  private DistanceMethods() {}

  static void addTo(ProgramBuilder program) {
    products(program.method("products"));
    squaredNorms(program.method("squared_norms"));
    distances(program.method("distances"));
    smallest(program.method("smallest"));
    nearest(program.method(MetricMethods.NEAREST));
    nearestBothWays(program.method(MetricMethods.NEAREST_BOTH_WAYS));
    within(program.method(MetricMethods.WITHIN));
  }

  /** u [n, D], v [m, D] → u v' [n, m]. */
  private static void products(MethodBuilder method) {
    Value u = MetricMethods.toFloat64(method, method.parameter("u"));
    Value v = MetricMethods.toFloat64(method, method.parameter("v"));
    Value products = method.evaluate("torch.matmul(%s, torch.t(%s))", u, v);
    method.returns(MetricMethods.toFloat32(method, products));
  }

  /** u [n, D] → |u|² [n]. */
  private static void squaredNorms(MethodBuilder method) {
    Value u = MetricMethods.toFloat64(method, method.parameter("u"));
    Value norms = method.evaluate("torch.sum(torch.mul(%s, %s), [1])", u, u);
    method.returns(MetricMethods.toFloat32(method, norms));
  }

  /** |u|² [n], u v' [n, m], |v|² [m] → [n, m]. */
  private static void distances(MethodBuilder method) {
    Value normsOfU = method.parameter("norms_of_u");
    Value products = method.parameter("products");
    Value normsOfV = method.parameter("norms_of_v");
    Value difference =
        method.evaluate("torch.sub(torch.unsqueeze(%s, 1), torch.mul(%s, 2))", normsOfU, products);
    Value sum = method.evaluate("torch.add_(%s, %s)", difference, normsOfV);
    method.returns(method.evaluate("torch.clamp_min_(%s, 0)", sum));
  }

  /** The smallest so far [n, k + 1] and candidates [n, m] → the smallest of both, ascending. */
  private static void smallest(MethodBuilder method) {
    Value soFar = method.parameter("so_far");
    Value candidates = method.parameter("candidates");
    Value all = method.evaluate("torch.cat([%s, %s], 1)", soFar, candidates);
    List<Value> top =
        method.evaluateTuple(2, "torch.topk(%s, torch.size(%s, 1), 1, False, True)", all, soFar);
    method.returns(top.get(0));
  }

  /** The smallest distances so far [n, k + 1] from u [n, D], with those to v [m, D]. */
  private static void nearest(MethodBuilder method) {
    Value soFar = method.parameter("so_far");
    Value u = method.parameter("u");
    Value v = method.parameter("v");
    Value distances =
        method.call(
            "distances",
            method.call("squared_norms", u),
            method.call("products", u, v),
            method.call("squared_norms", v));
    method.returns(method.call("smallest", soFar, distances));
  }

  /** As nearest, from u to v and from v to u with the same products. */
  private static void nearestBothWays(MethodBuilder method) {
    Value soFarOfU = method.parameter("so_far_of_u");
    Value soFarOfV = method.parameter("so_far_of_v");
    Value u = method.parameter("u");
    Value v = method.parameter("v");
    Value normsOfU = method.call("squared_norms", u);
    Value normsOfV = method.call("squared_norms", v);
    Value products = method.call("products", u, v);
    Value transposed = method.evaluate("torch.t(%s)", products);
    Value fromU = method.call("distances", normsOfU, products, normsOfV);
    Value nearestToU = method.call("smallest", soFarOfU, fromU);
    Value fromV = method.call("distances", normsOfV, transposed, normsOfU);
    method.returns(nearestToU, method.call("smallest", soFarOfV, fromV));
  }

  /**
   * Which u [n, D] lie in the sphere of a v [m, D], and which v in that of a u, or did so far; the
   * spheres by their squared radii.
   */
  private static void within(MethodBuilder method) {
    Value uSoFar = method.parameter("u_so_far");
    Value vSoFar = method.parameter("v_so_far");
    Value u = method.parameter("u");
    Value v = method.parameter("v");
    Value radiiOfU = method.parameter("radii_of_u");
    Value radiiOfV = method.parameter("radii_of_v");
    Value distances =
        method.call(
            "distances",
            method.call("squared_norms", u),
            method.call("products", u, v),
            method.call("squared_norms", v));
    Value inV = method.evaluate("torch.any(torch.le(%s, %s), 1)", distances, radiiOfV);
    Value inU =
        method.evaluate("torch.any(torch.le(%s, torch.unsqueeze(%s, 1)), 0)", distances, radiiOfU);
    method.returns(
        method.evaluate("torch.logical_or(%s, %s)", uSoFar, inV),
        method.evaluate("torch.logical_or(%s, %s)", vSoFar, inU));
  }
}
