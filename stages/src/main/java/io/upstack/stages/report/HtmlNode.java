package io.upstack.stages.report;

/** A part of a page. The output is both well-formed XML and HTML. */
public sealed interface HtmlNode permits HtmlElement, HtmlText, HtmlResource {
  void appendTo(StringBuilder page);
}
