package io.upstack.stages.report;

import static io.upstack.stages.report.HtmlElement.element;

import com.google.protobuf.TextFormat;
import io.upstack.proto.RunConfiguration;
import java.util.Optional;

/** Shows the configuration as a user would write it. It is collapsed at first. */
final class ConfigurationSection {
  private ConfigurationSection() {}

  static Optional<HtmlElement> of(RunConfiguration configuration) {
    String text = TextFormat.printer().escapingNonAscii(false).printToString(configuration);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        element("section")
            .attribute("aria-labelledby", "configuration")
            .add(
                element("h2").attribute("id", "configuration").text("Configuration"),
                element("details")
                    .add(
                        element("summary").text("Show the configuration"),
                        element("pre")
                            .attribute("tabindex", "0")
                            .add(element("code").text(text)))));
  }
}
