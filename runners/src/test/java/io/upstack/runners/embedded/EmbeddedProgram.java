package io.upstack.runners.embedded;

import java.time.Duration;
import java.util.List;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;

/**
 * A process of its own with a pipeline in it: so many shards on two slots, which take so many
 * milliseconds each. It ends as programs do that do not call exit.
 */
final class EmbeddedProgram {
  private EmbeddedProgram() {}

  public static void main(String[] arguments) {
    int shards = Integer.parseInt(arguments[0]);
    Duration time = Duration.ofMillis(Long.parseLong(arguments[1]));
    try (EmbeddedFlink flink = EmbeddedFlink.start(2)) {
      flink.run(
          "sampling",
          pipeline ->
              pipeline
                  .apply(Read.from(new ItemSource(0, shards)))
                  .apply(ParDo.of(new Announcement()))
                  .apply(ParDo.of(new TimedWork(List.of(time, time)))));
    }
    System.out.println("finished");
  }

  private static final class Announcement extends DoFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element Integer item, OutputReceiver<Integer> output) {
      System.out.println("shard " + item);
      output.output(item);
    }
  }
}
