package io.upstack.stages.report;

import static io.upstack.stages.report.HtmlElement.element;

/** Keeps content that is wider than a narrow screen from widening the page. */
public final class Scrolling {
  private Scrolling() {}

  /**
   * Returns a box that scrolls on its own, including by keyboard, and takes its label from the
   * heading.
   */
  public static HtmlElement of(String headingId, HtmlElement wide) {
    return element("div")
        .styled("scrolls")
        .attribute("role", "region")
        .attribute("aria-labelledby", headingId)
        .attribute("tabindex", "0")
        .add(wide);
  }
}
