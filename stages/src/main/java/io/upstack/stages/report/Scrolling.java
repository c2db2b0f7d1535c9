package io.upstack.stages.report;

import static io.upstack.stages.report.HtmlElement.element;

/** Keeps what is wider than a narrow screen from widening the page. */
final class Scrolling {
  private Scrolling() {}

  /** A box that scrolls by itself, also by keyboard, and is called as the heading is. */
  static HtmlElement of(String headingId, HtmlElement wide) {
    return element("div")
        .styled("scrolls")
        .attribute("role", "region")
        .attribute("aria-labelledby", headingId)
        .attribute("tabindex", "0")
        .add(wide);
  }
}
