package io.upstack.stages.programs;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.upstack.stages.arrays.ElementType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Writes and loads 4 GB. */
@Tag("slow")
class LargeProgramTest {
  @Test
  void tensorsOfMoreThanFourGigabytesAndWhatFollowsThemComeBack() throws IOException {
    ProgramBuilder builder = new ProgramBuilder("Large");
    Value large = builder.tensor("large", new Zeros((1L << 32) + 1000));
    Value after = builder.tensor("after", Constants.int64(List.of(), 5));
    MethodBuilder forward = builder.method("forward");
    forward.parameter("unused");
    forward.returns(
        forward.evaluate(
            "torch.add(torch.mul(torch.to(torch.select(%s, 0, -1), 4), 10), %s)", large, after));
    try (Program program = TemporaryProgram.load(builder, Device.cpu());
        NDManager manager = program.newManager()) {
      NDList results = program.run("forward", new NDList(manager.create(0)));
      assertThat(results.get(0).toLongArray()).containsExactly(75);
    }
  }

  /** Bytes of 0 but for the last, which is 7. */
  private record Zeros(long count) implements TensorData {
    @Override
    public ElementType elementType() {
      return ElementType.UINT8;
    }

    @Override
    public List<Long> shape() {
      return List.of(count);
    }

    @Override
    public void writeTo(WritableByteChannel channel) throws IOException {
      long left = count - 1;
      while (left > 0) {
        int length = (int) Math.min(left, 1 << 20);
        channel.write(ByteBuffer.allocate(length));
        left -= length;
      }
      channel.write(ByteBuffer.wrap(new byte[] {7}));
    }
  }
}
