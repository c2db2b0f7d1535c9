package io.upstack.stages.report;

import static java.util.Locale.ROOT;

import com.google.common.io.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * A file of this package that is included unchanged: the style sheet or the script. HTML does not
 * unescape these, so they must not contain the characters {@code <} and {@code &}.
 */
public record HtmlResource(String name) implements HtmlNode {
  @Override
  public void appendTo(StringBuilder page) {
    try {
      page.append('\n')
          .append(
              Resources.toString(
                  Resources.getResource(HtmlResource.class, name), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(String.format(ROOT, "cannot read the resource '%s'", name), e);
    }
  }
}
