package io.upstack.stages.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.Collection;

/**
 * An element of a page. It is immutable: each method returns another element. Names come from our
 * own code and are not escaped. Values and text may come from anywhere and are escaped.
 */
public record HtmlElement(
    String name, ImmutableMap<String, String> attributes, ImmutableList<HtmlNode> children)
    implements HtmlNode {
  /** The elements without an end tag. */
  private static final ImmutableSet<String> EMPTY = ImmutableSet.of("meta", "img", "col");

  /** The elements within a line of text. No white space may be added around them. */
  private static final ImmutableSet<String> INLINE =
      ImmutableSet.of("a", "abbr", "bdi", "code", "data", "em", "img", "span", "strong", "time");

  public static HtmlElement element(String name) {
    return new HtmlElement(name, ImmutableMap.of(), ImmutableList.of());
  }

  public HtmlElement attribute(String attribute, String value) {
    return new HtmlElement(
        name,
        ImmutableMap.<String, String>builder().putAll(attributes).put(attribute, value).build(),
        children);
  }

  public HtmlElement styled(String styleClass) {
    return attribute("class", styleClass);
  }

  /**
   * Adds text to this element. It is isolated if it could change the direction of the text after
   * it.
   */
  public HtmlElement text(String text) {
    HtmlText node = new HtmlText(text);
    boolean isIsolated = !name.equals("title") && text.codePoints().anyMatch(HtmlElement::turns);
    return add(isIsolated ? element("bdi").add(node) : node);
  }

  private static boolean turns(int character) {
    return switch (Character.getDirectionality(character)) {
      case Character.DIRECTIONALITY_RIGHT_TO_LEFT,
          Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC,
          Character.DIRECTIONALITY_LEFT_TO_RIGHT_EMBEDDING,
          Character.DIRECTIONALITY_LEFT_TO_RIGHT_OVERRIDE,
          Character.DIRECTIONALITY_RIGHT_TO_LEFT_EMBEDDING,
          Character.DIRECTIONALITY_RIGHT_TO_LEFT_OVERRIDE,
          Character.DIRECTIONALITY_POP_DIRECTIONAL_FORMAT,
          Character.DIRECTIONALITY_LEFT_TO_RIGHT_ISOLATE,
          Character.DIRECTIONALITY_RIGHT_TO_LEFT_ISOLATE,
          Character.DIRECTIONALITY_FIRST_STRONG_ISOLATE,
          Character.DIRECTIONALITY_POP_DIRECTIONAL_ISOLATE ->
          true;
      default -> false;
    };
  }

  public HtmlElement add(HtmlNode... nodes) {
    return addAll(ImmutableList.copyOf(nodes));
  }

  public HtmlElement addAll(Collection<? extends HtmlNode> nodes) {
    return new HtmlElement(
        name, attributes, ImmutableList.<HtmlNode>builder().addAll(children).addAll(nodes).build());
  }

  @Override
  public void appendTo(StringBuilder page) {
    page.append('<').append(name);
    attributes.forEach(
        (attribute, value) ->
            page.append(' ')
                .append(attribute)
                .append("=\"")
                .append(HtmlText.escaped(value))
                .append('"'));
    if (EMPTY.contains(name)) {
      page.append("/>");
    } else {
      page.append('>');
      children.forEach(child -> child.appendTo(page));
      page.append("</").append(name).append('>');
    }
    if (!INLINE.contains(name)) {
      page.append('\n');
    }
  }
}
