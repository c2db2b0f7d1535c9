package io.upstack.stages.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardNameTest {
  @Test
  void aNameHasFiveDigitsOrMore() {
    assertThat(new ShardName("samples", 12).name()).isEqualTo("samples/00012.npz");
    assertThat(new ShardName("samples", 99_999).name()).isEqualTo("samples/99999.npz");
    assertThat(new ShardName("a/b", 100_000).name()).isEqualTo("a/b/100000.npz");
  }

  @Property(seed = "1", tries = 200)
  void aNameParsesBack(@ForAll @IntRange(max = Integer.MAX_VALUE) int index) {
    ShardName shard = new ShardName("samples", index);
    assertThat(ShardName.parse(shard.name())).contains(shard);
  }

  @Property(seed = "2", tries = 200)
  void namesOfFiveDigitsSortAsTheirIndices(
      @ForAll @IntRange(max = 99_999) int one, @ForAll @IntRange(max = 99_999) int other) {
    assertThat(
            Integer.signum(
                new ShardName("s", one).name().compareTo(new ShardName("s", other).name())))
        .isEqualTo(Integer.compare(one, other));
  }

  @Test
  void shardsSortByIndexWhereNamesDoNot() {
    assertThat(
            Stream.of("s/100000.npz", "s/99999.npz", "r/200000.npz")
                .map(name -> ShardName.parse(name).orElseThrow())
                .sorted()
                .map(ShardName::name))
        .containsExactly("r/200000.npz", "s/99999.npz", "s/100000.npz");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00012.npz",
        "samples/0012.npz",
        "samples/000012.npz",
        "samples/00012.npz.tmp",
        "samples/00012.NPZ",
        "samples/-0012.npz",
        "samples/2147483648.npz",
        "samples/99999999999.npz",
        "samples/０００１２.npz",
        "samples/grid.png",
        "../00012.npz",
        "a//00012.npz"
      })
  void aForeignNameIsNoShard(String name) {
    assertThat(ShardName.parse(name)).isEmpty();
  }

  @Test
  void aListingGivesItsShardsByIndex() {
    StoredObject first = new StoredObject("s/99999.npz", 1, 1);
    StoredObject second = new StoredObject("s/100000.npz", 2, 2);
    List<StoredObject> listing =
        List.of(
            second,
            first,
            new StoredObject("s/notes.txt", 3, 3),
            new StoredObject("s/t/00001.npz", 4, 4),
            new StoredObject("t/00001.npz", 5, 5));
    assertThat(ShardName.shards("s", listing))
        .containsOnlyKeys(99_999, 100_000)
        .containsValues(first, second);
    assertThat(ShardName.shards("s", listing).values()).containsExactly(first, second);
  }

  @Test
  void namesAreTheSameInEveryLanguage() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertThat(new ShardName("samples", 12).name()).isEqualTo("samples/00012.npz");
      assertThat(new Checksum(-1, 12).toLine()).isEqualTo("ffffffff 12");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void whatCannotBeAShardIsRefused() {
    assertThatThrownBy(() -> new ShardName("samples", -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("shard index -1 is negative; indices begin at 0");
    assertThatThrownBy(() -> new ShardName("samples/", 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "object name 'samples/' is not valid: it has an empty part; names are relative paths"
                + " such as samples/00012.npz");
  }
}
