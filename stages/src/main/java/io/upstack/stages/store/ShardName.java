package io.upstack.stages.store;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableSortedMap;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a shard's object, such as {@code samples/00012.npz}. It does not contain the total,
 * so that a run can grow. From index 100,000 on, names are longer and only their indices sort.
 *
 * @param directory the directory of the objects of one kind, such as {@code samples}
 * @param index the index of the shard, from 0
 */
public record ShardName(String directory, int index) implements Comparable<ShardName> {
  private static final Pattern PATTERN = Pattern.compile("(.+)/([0-9]{5}|[1-9][0-9]{5,9})\\.npz");
  private static final Comparator<ShardName> ORDER =
      Comparator.comparing(ShardName::directory).thenComparingInt(ShardName::index);

  public ShardName {
    ObjectName.check(directory);
    checkArgument(index >= 0, "shard index %s is negative; indices begin at 0", index);
  }

  /** Returns the object's name in the store. */
  public String name() {
    return String.format(Locale.ROOT, "%s/%05d.npz", directory, index);
  }

  /** Parses a name. Returns empty for a name that {@link #name} does not produce. */
  public static Optional<ShardName> parse(String name) {
    Matcher matcher = PATTERN.matcher(name);
    if (!ObjectName.isValid(name)
        || !matcher.matches()
        || Long.parseLong(matcher.group(2)) > Integer.MAX_VALUE) {
      return Optional.empty();
    }
    return Optional.of(new ShardName(matcher.group(1), Integer.parseInt(matcher.group(2))));
  }

  /** Returns the shards of one directory in a listing, by index. Other objects are skipped. */
  public static ImmutableSortedMap<Integer, StoredObject> shards(
      String directory, List<StoredObject> listing) {
    ImmutableSortedMap.Builder<Integer, StoredObject> shards = ImmutableSortedMap.naturalOrder();
    for (StoredObject object : listing) {
      parse(object.name())
          .filter(shard -> shard.directory().equals(directory))
          .ifPresent(shard -> shards.put(shard.index(), object));
    }
    return shards.build();
  }

  @Override
  public int compareTo(ShardName other) {
    return ORDER.compare(this, other);
  }
}
