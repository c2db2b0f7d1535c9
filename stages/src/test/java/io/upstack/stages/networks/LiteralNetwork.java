package io.upstack.stages.networks;

import io.upstack.stages.programs.MethodBuilder;
import io.upstack.stages.programs.ProgramBuilder;
import io.upstack.stages.programs.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** UNetModel and EncoderUNetModel of guided_diffusion/unet.py, in the order of its loops. */
final class LiteralNetwork {
  private final UNetArchitecture architecture;
  private final LiteralLayers layers;
  private final MethodBuilder method;
  private final Deque<Value> hs = new ArrayDeque<>();
  private final Deque<Integer> inputBlockChannels = new ArrayDeque<>();
  private final List<Value> results = new ArrayList<>();
  private Value h;
  private int channels;
  private int ds = 1;

  private LiteralNetwork(
      UNetArchitecture architecture, ProgramBuilder program, MethodBuilder method, Value x) {
    this.architecture = architecture;
    this.layers = new LiteralLayers(program, method);
    this.method = method;
    this.h = x;
    this.channels = architecture.inChannels();
  }

  static Value unet(
      UNetArchitecture architecture,
      ProgramBuilder program,
      MethodBuilder method,
      Value x,
      Value timesteps,
      Optional<Value> labels) {
    LiteralNetwork network = new LiteralNetwork(architecture, program, method, x);
    LiteralLayers layers = network.layers;
    Value embedding = layers.embedding(timesteps, architecture.modelChannels());
    if (labels.isPresent()) {
      int classes = architecture.numClasses().orElseThrow();
      Value table = layers.weight("label_emb.weight", classes, architecture.embeddingChannels());
      Value rows = method.evaluate("torch.index_select(%s, 0, %s)", table, labels.get());
      embedding = layers.add(embedding, rows);
    }
    network.encode(embedding);
    network.decode(embedding);
    Value activated = layers.silu(layers.groupNorm("out.0", network.h, network.channels));
    int first = architecture.channels(0);
    return layers.convolution("out.2", activated, first, architecture.outChannels(), 3, 1);
  }

  static Value logits(
      ClassifierArchitecture classifier,
      ProgramBuilder program,
      MethodBuilder method,
      Value x,
      Value timesteps) {
    LiteralNetwork network = new LiteralNetwork(classifier.encoder(), program, method, x);
    network.encode(network.layers.embedding(timesteps, classifier.encoder().modelChannels()));
    return network.head(classifier);
  }

  private void encode(Value embedding) {
    int blocks = 0;
    h = layers.convolution("input_blocks.0.0", h, channels, architecture.channels(0), 3, 1);
    channels = architecture.channels(0);
    keep();
    for (int level = 0; level < architecture.levels(); level++) {
      for (int i = 0; i < architecture.numResBlocks(); i++) {
        String name = "input_blocks." + ++blocks;
        residual(name + ".0", architecture.channels(level), embedding, "");
        if (architecture.attentionDownsampling().contains(ds)) {
          attention(name + ".1", architecture.heads().numHeads());
        }
        keep();
      }
      if (level != architecture.levels() - 1) {
        String name = "input_blocks." + ++blocks + ".0";
        if (architecture.resblockUpdown()) {
          residual(name, channels, embedding, "down");
        } else {
          h = layers.convolution(name + ".op", h, channels, channels, 3, 2);
        }
        keep();
        ds *= 2;
      }
    }
    residual("middle_block.0", channels, embedding, "");
    attention("middle_block.1", architecture.heads().numHeads());
    residual("middle_block.2", channels, embedding, "");
    results.add(h);
  }

  private void decode(Value embedding) {
    int upsampleHeads = architecture.heads().numHeadsUpsample();
    int heads = upsampleHeads == -1 ? architecture.heads().numHeads() : upsampleHeads;
    int blocks = 0;
    for (int level = architecture.levels() - 1; level >= 0; level--) {
      for (int i = 0; i <= architecture.numResBlocks(); i++) {
        String name = "output_blocks." + blocks++;
        int layer = 0;
        h = method.evaluate("torch.cat([%s, %s], 1)", h, hs.pop());
        channels += inputBlockChannels.pop();
        residual(name + "." + layer++, architecture.channels(level), embedding, "");
        if (architecture.attentionDownsampling().contains(ds)) {
          attention(name + "." + layer++, heads);
        }
        if (level != 0 && i == architecture.numResBlocks()) {
          upsample(name + "." + layer, embedding);
        }
      }
    }
  }

  private void upsample(String name, Value embedding) {
    if (architecture.resblockUpdown()) {
      residual(name, channels, embedding, "up");
    } else {
      Value large = layers.resampled(h, "up");
      h = layers.convolution(name + ".conv", large, channels, channels, 3, 1);
    }
    ds /= 2;
  }

  private void keep() {
    hs.push(h);
    inputBlockChannels.push(channels);
    results.add(h);
  }

  private void residual(String name, int out, Value embedding, String resampling) {
    h = layers.residual(name, h, channels, out, embedding, architecture, resampling);
    channels = out;
  }

  private void attention(String name, int numHeads) {
    int width = architecture.heads().numHeadChannels();
    int heads = width == -1 ? numHeads : channels / width;
    h = layers.attentionBlock(name, h, channels, heads, architecture.heads().order());
  }

  private Value head(ClassifierArchitecture classifier) {
    int classes = classifier.classes();
    return switch (classifier.pool()) {
      case ADAPTIVE -> {
        Value mean = method.evaluate("torch.mean(%s, [2, 3], True)", activated());
        yield method.evaluate(
            "torch.flatten(%s, 1)", layers.convolution("out.3", mean, channels, classes, 1, 1));
      }
      case ATTENTION -> attentionPool(classes);
      case SPATIAL -> {
        Value hidden = layers.linear("out.0", pooled(), featureSize(), 2048);
        yield layers.linear("out.2", method.evaluate("torch.relu(%s)", hidden), 2048, classes);
      }
      case SPATIAL_V2 -> {
        Value hidden = layers.linear("out.0", pooled(), featureSize(), 2048);
        Value activated = layers.silu(layers.groupNorm("out.1", hidden, 2048));
        yield layers.linear("out.3", activated, 2048, classes);
      }
    };
  }

  private Value activated() {
    return layers.silu(layers.groupNorm("out.0", h, channels));
  }

  private Value attentionPool(int classes) {
    int side = architecture.imageSize() / ds;
    Value x = method.evaluate("torch.flatten(%s, 2)", activated());
    Value mean = method.evaluate("torch.mean(%s, [-1], True)", x);
    Value embedded =
        method.evaluate(
            "torch.add(torch.cat([%s, %s], -1), torch.unsqueeze(%s, 0))",
            mean, x, layers.weight("out.2.positional_embedding", channels, side * side + 1));
    Value qkv = layers.pointwise("out.2.qkv_proj", embedded, channels, 3 * channels);
    int heads = channels / architecture.heads().numHeadChannels();
    Value attended = layers.attention(qkv, channels, heads, AttentionOrder.QUERY_KEY_VALUE_FIRST);
    Value projected = layers.pointwise("out.2.c_proj", attended, channels, classes);
    return method.evaluate("torch.select(%s, 2, 0)", projected);
  }

  private Value pooled() {
    String means =
        results.stream()
            .map(result -> "torch.mean(%s, [2, 3])".formatted(result))
            .collect(Collectors.joining(", "));
    return method.evaluate("torch.cat([%s], -1)", means);
  }

  private int featureSize() {
    return inputBlockChannels.stream().mapToInt(Integer::intValue).sum() + channels;
  }
}
