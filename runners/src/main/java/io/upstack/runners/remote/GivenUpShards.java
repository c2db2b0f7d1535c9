package io.upstack.runners.remote;

import com.google.common.collect.ImmutableList;
import io.upstack.proto.ShardResult;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;

/** Fails the job if any shards were given up, after all other shards are done. */
public final class GivenUpShards extends PTransform<PCollection<ShardResult>, PDone> {
  private static final long serialVersionUID = 1L;
  private static final String KEY = "given up";

  private GivenUpShards() {}

  public static GivenUpShards failTheJob() {
    return new GivenUpShards();
  }

  @Override
  public PDone expand(PCollection<ShardResult> results) {
    results
        .apply("failures", ParDo.of(new Failures()))
        .setCoder(KvCoder.of(StringUtf8Coder.of(), StringUtf8Coder.of()))
        .apply("all shards", GroupByKey.create())
        .apply("fail", ParDo.of(new Fail()));
    return PDone.in(results.getPipeline());
  }

  private static final class Failures extends DoFn<ShardResult, KV<String, String>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element ShardResult result, OutputReceiver<KV<String, String>> output) {
      if (result.hasFailure()) {
        output.output(KV.of(KEY, result.getFailure()));
      }
    }
  }

  private static final class Fail extends DoFn<KV<String, Iterable<String>>, Void> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element KV<String, Iterable<String>> failures) {
      // The runner allows only one pass over the failures.
      throw new ShardsGivenUpException(ImmutableList.copyOf(failures.getValue()));
    }
  }
}
