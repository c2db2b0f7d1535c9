package io.upstack.runners.embedded;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.io.BoundedSource;
import org.apache.beam.sdk.options.PipelineOptions;

/** Reads the numbers from first to below end, in as many splits as there are numbers. */
final class ItemSource extends BoundedSource<Integer> {
  private static final long serialVersionUID = 1L;

  private final int first;
  private final int end;

  ItemSource(int first, int end) {
    this.first = first;
    this.end = end;
  }

  @Override
  public List<ItemSource> split(long desiredBundleSizeBytes, PipelineOptions options) {
    return IntStream.range(first, end).mapToObj(item -> new ItemSource(item, item + 1)).toList();
  }

  @Override
  public long getEstimatedSizeBytes(PipelineOptions options) {
    return end - (long) first;
  }

  @Override
  public Coder<Integer> getOutputCoder() {
    return VarIntCoder.of();
  }

  @Override
  public BoundedReader<Integer> createReader(PipelineOptions options) {
    return new Reader(this);
  }

  private static final class Reader extends BoundedReader<Integer> {
    private final ItemSource source;
    private int current;

    Reader(ItemSource source) {
      this.source = source;
      this.current = source.first - 1;
    }

    @Override
    public boolean start() {
      return advance();
    }

    @Override
    public boolean advance() {
      current++;
      return current < source.end;
    }

    @Override
    public Integer getCurrent() {
      if (current < source.first || current >= source.end) {
        throw new NoSuchElementException();
      }
      return current;
    }

    @Override
    public void close() {}

    @Override
    public BoundedSource<Integer> getCurrentSource() {
      return source;
    }
  }
}
