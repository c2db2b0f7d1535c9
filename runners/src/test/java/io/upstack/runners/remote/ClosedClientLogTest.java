package io.upstack.runners.remote;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.flink.shaded.netty4.io.netty.channel.AbstractChannel;
import org.apache.flink.shaded.netty4.io.netty.util.concurrent.DefaultPromise;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ClosedClientLogTest {
  /**
   * A Flink client that is closed logs stack traces if one of its requests was about to be sent.
   * Nobody waits for the answer, so commands do not print them.
   */
  @Test
  void saysNothingOfRequestsThatAClosedClientDoesNotSend() {
    assertThat(LoggerFactory.getLogger(AbstractChannel.class).isErrorEnabled()).isFalse();
    assertThat(
            LoggerFactory.getLogger(DefaultPromise.class.getName() + ".rejectedExecution")
                .isErrorEnabled())
        .isFalse();
  }
}
