// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.tensors;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/** Parses a safetensors header token by token; anything that is not expected there is refused. */
final class SafetensorsHeader {

  private static final int MAX_NESTING = 4;
  private static final int MAX_TOKENS = 4_000_000;
  private static final int MAX_METADATA = 10_000;
  private static final int MAX_TEXT = 16 << 20;
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          // Names of strangers have no business in tables that outlive the parser.
          .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
          .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_NESTING)
                  .maxTokenCount(MAX_TOKENS)
                  .maxStringLength(MAX_TEXT)
                  .build())
          .build();

  private final JsonParser json;
  private final List<Tensor> tensors = new ArrayList<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();

  private SafetensorsHeader(JsonParser json) {
    this.json = json;
  }

  /**
   * What the header says of a tensor; its bytes lie at {@code begin} to {@code end} of the data.
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Tensor(String name, ElementType type, long[] shape, long begin, long end) {}

  static SafetensorsHeader parse(String text) {
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), text)) {
      SafetensorsHeader header = new SafetensorsHeader(json);
      header.read();
      return header;
    } catch (JacksonException e) {
      throw new InvalidWeightsException(
          "the safetensors header is no proper JSON: " + e.getOriginalMessage(), e);
    }
  }

  List<Tensor> tensors() {
    return tensors;
  }

  Map<String, String> metadata() {
    return metadata;
  }

  private void read() {
    expect(JsonToken.START_OBJECT, json.nextToken());
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      expect(JsonToken.START_OBJECT, json.nextToken());
      if (name.equals(Safetensors.METADATA)) {
        readMetadata();
      } else {
        tensors.add(readTensor(name));
      }
    }
    expect(null, json.nextToken());
  }

  private void readMetadata() {
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String key = json.currentName();
      expect(JsonToken.VALUE_STRING, json.nextToken());
      metadata.put(key, json.getString());
      if (metadata.size() > MAX_METADATA) {
        throw unexpected("more than %d texts of metadata".formatted(MAX_METADATA));
      }
    }
  }

  private Tensor readTensor(String name) {
    Optional<ElementType> type = Optional.empty();
    long @Nullable [] shape = null;
    long[] offsets = {};
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      switch (field) {
        case "dtype" -> {
          expect(JsonToken.VALUE_STRING, value);
          type = Optional.of(type(name, json.getString()));
        }
        case "shape" -> shape = numbers(value);
        case "data_offsets" -> offsets = numbers(value);
        default -> throw unexpected("the field " + field);
      }
    }
    if (type.isEmpty() || shape == null || offsets.length != 2) {
      throw new InvalidWeightsException(
          "the safetensors header lacks the type, shape or place of tensor %s".formatted(name));
    }
    return new Tensor(name, type.get(), shape, offsets[0], offsets[1]);
  }

  private static ElementType type(String tensor, String type) {
    return ElementType.named(type)
        .orElseThrow(
            () ->
                new InvalidWeightsException(
                    "tensor %s has the element type %s, which is not one of %s"
                        .formatted(tensor, type, Arrays.toString(ElementType.values()))));
  }

  private long[] numbers(@Nullable JsonToken start) {
    expect(JsonToken.START_ARRAY, start);
    long[] numbers = new long[Strided.MAX_AXES];
    int count = 0;
    for (JsonToken token = json.nextToken();
        token != JsonToken.END_ARRAY;
        token = json.nextToken()) {
      expect(JsonToken.VALUE_NUMBER_INT, token);
      if (count == numbers.length || json.getLongValue() < 0) {
        throw unexpected("a shape or place that cannot be");
      }
      numbers[count++] = json.getLongValue();
    }
    return Arrays.copyOf(numbers, count);
  }

  private static void expect(@Nullable JsonToken expected, @Nullable JsonToken found) {
    if (found != expected) {
      throw unexpected(found == null ? "an early end" : found.name());
    }
  }

  private static InvalidWeightsException unexpected(String what) {
    return new InvalidWeightsException(
        "the safetensors header has %s where it may not".formatted(what));
  }
}
