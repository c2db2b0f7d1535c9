package io.upstack.stages.report;

import static io.upstack.stages.report.HtmlElement.element;

import com.google.common.collect.ImmutableMap;

/** Shows short facts next to each other, each under its name. */
public final class FactList {
  private FactList() {}

  public static HtmlElement of(ImmutableMap<String, String> facts) {
    return element("dl")
        .styled("facts")
        .addAll(
            facts.entrySet().stream()
                .map(
                    fact ->
                        element("div")
                            .add(
                                element("dt").text(fact.getKey()),
                                element("dd").text(fact.getValue())))
                .toList());
  }
}
