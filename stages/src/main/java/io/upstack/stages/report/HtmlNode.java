package io.upstack.stages.report;

/** A piece of a page. What is written is well-formed XML and HTML alike. */
sealed interface HtmlNode permits HtmlElement, HtmlText, HtmlResource {
  void appendTo(StringBuilder page);
}
