package io.upstack.stages.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HtmlElementTest {
  @Test
  void textThatTurnsTheDirectionIsIsolated() {
    assertThat(page("td", "a\u202egnp.b")).isEqualTo("<td><bdi>a\u202egnp.b</bdi></td>\n");
    assertThat(page("td", "שלום")).isEqualTo("<td><bdi>שלום</bdi></td>\n");
    assertThat(page("td", "plain é")).isEqualTo("<td>plain é</td>\n");
    assertThat(page("title", "a\u202eb")).isEqualTo("<title>a\u202eb</title>\n");
  }

  private static String page(String name, String text) {
    StringBuilder page = new StringBuilder();
    HtmlElement.element(name).text(text).appendTo(page);
    return page.toString();
  }
}
