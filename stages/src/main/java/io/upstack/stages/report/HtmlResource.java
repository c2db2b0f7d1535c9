package io.upstack.stages.report;

import static java.util.Locale.ROOT;

import com.google.common.io.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * A file of this package, word for word: the style sheet and the script, which HTML does not
 * unescape. They must do without the characters {@code <} and {@code &}.
 */
record HtmlResource(String name) implements HtmlNode {
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
