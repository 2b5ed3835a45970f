// SPDX-License-Identifier: Apache-2.0
package org.contextile.models;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.contextile.api.model.Model;
import org.contextile.api.model.ModelAssembly;
import org.contextile.api.model.ModelTruncation;
import org.contextile.api.model.WeightsFormat;
import org.contextile.client.ApiException;
import org.contextile.jobs.testing.RunningService;
import org.contextile.library.backbones.architecture.BackboneConfig;
import org.contextile.library.backbones.architecture.BackboneFiles;
import org.contextile.library.tensors.Safetensors;
import org.contextile.library.tensors.StateDict;
import org.contextile.library.tensors.StoredTensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Weights in, weights out. */
final class ModelFilesIT {

  @RegisterExtension static final RunningService running = ModelsService.SHARED.running();

  private static final Map<String, Object> SMALL =
      Map.of("embed_dim", 32, "depth", 3, "num_heads", 2, "patch_size", 8);

  private final ModelsService service = ModelsService.SHARED;
  private final BackboneConfig config = BackboneConfig.of("vit_tiny_patch16_224", 64).with(SMALL);

  @Test
  void weightsAndConfigurationComeBackAsTheyWere() throws Exception {
    Path weights = weights("given");

    Model model = service.upload(weights, config.json(32), null);

    assertThat(model.getArchitecture()).isEqualTo("vit_tiny_patch16_224");
    assertThat(model.getFeatureDim()).isEqualTo(32);
    assertThat(model.getInputSizePx()).isEqualTo(64);
    File back =
        service.models().getModelWeights(model.getId(), WeightsFormat.SAFETENSORS, null, null);
    assertThat(tensors(back.toPath())).isEqualTo(tensors(weights));
    assertThat(service.models().getModelConfig(model.getId()))
        .containsEntry("architecture", "vit_tiny_patch16_224")
        .containsEntry("num_features", 32)
        .containsEntry("model_args", SMALL);
    Model again = service.upload(back.toPath(), null, 32);
    assertThat(again.getDigest()).isEqualTo(model.getDigest());
    assertThat(again.getInputSizePx()).isEqualTo(32);
  }

  @Test
  void aConfigurationThatBeginsWithAMarkIsReadAsOneWithout() throws Exception {
    // As curl -F 'config=<config.json' sends it: the generated client knows Latin-1 alone.
    String head = "--x\r\nContent-Disposition: form-data; name=\"%s\"";
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(
        (head.formatted("config") + "\r\n\r\n\ufeff" + config.json(32) + "\r\n").getBytes(UTF_8));
    body.writeBytes((head.formatted("name") + "\r\n\r\nmarked\r\n").getBytes(UTF_8));
    body.writeBytes((head.formatted("file") + "; filename=\"a\"\r\n\r\n").getBytes(UTF_8));
    body.writeBytes(Files.readAllBytes(weights("marked")));
    body.writeBytes("\r\n--x--\r\n".getBytes(UTF_8));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(running.address() + "/v1/models"))
            .header("Content-Type", "multipart/form-data; boundary=x")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
            .build();

    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());

      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
      assertThat(answer.body()).contains("\"architecture\":\"vit_tiny_patch16_224\"");
    }
  }

  @Test
  void figuresForPixelsTo255AreRefusedWhereverTheyStand() throws Exception {
    Path weights = weights("figures");
    String large =
        config.json(32).replaceAll("\"mean\" : \\[[^]]*]", "\"mean\" : [123.675, 116.28, 103.53]");
    String flat = "{\"architecture\": \"resnet18\", \"std\": [58.395, 57.12, 57.375]}";

    ApiException inTheFile = refused(weights, large);
    ApiException atTheRoot = refused(weights, flat);
    assertThat(inTheFile.getCode()).isEqualTo(422);
    assertThat(inTheFile.getResponseBody()).contains("mean is three numbers").contains("123.675");
    assertThat(atTheRoot.getResponseBody()).contains("std is three numbers").contains("58.395");
  }

  @Test
  void figuresForPixelsTo255BesideAConfigurationAreRefusedWithTheirField() throws Exception {
    Path given =
        Path.of(System.getProperty("contextile.testdata", "none")).resolveSibling("cases/vit.json");
    Assumptions.assumeTrue(Files.exists(given), "needs the case vit.json");
    String text = Files.readString(given);
    Path program = running.folder().resolve("case.pt");
    BackboneFiles.assemble(program, BackboneConfig.parse(text), 1);

    ApiException refused =
        catchThrowableOfType(
            ApiException.class,
            () ->
                service
                    .models()
                    .createModelWithFormData(
                        program.toFile(),
                        "model",
                        null,
                        text,
                        null,
                        "123.675,116.28,103.53",
                        "58.395,57.12,57.375",
                        null));

    assertThat(service.upload(program, text, null).getFeatureDim()).isEqualTo(64);
    assertThat(refused.getCode()).isEqualTo(422);
    assertThat(refused.getResponseBody()).contains("/problems/invalid-request").contains("/mean");
  }

  @Test
  void ofTwoNetworksInAFileTheUserSaysWhichOneAndTheCardTells() throws Exception {
    Map<String, Safetensors.Entry> both = new LinkedHashMap<>();
    for (String prefix : List.of("student.backbone.", "teacher.backbone.")) {
      try (StateDict stored = StateDict.open(weights("half"))) {
        for (StoredTensor tensor : stored.tensors()) {
          float[] values = tensor.floats();
          both.put(prefix + tensor.name(), new Safetensors.Entry(tensor.shape(), () -> values));
        }
      }
    }
    Path file = running.folder().resolve("both.safetensors");
    Safetensors.write(file, both, Map.of());

    ApiException unclear = refused(file, config.json(32));
    Model teacher =
        service
            .models()
            .createModelWithFormData(
                file.toFile(), "t", null, config.json(32), null, null, null, "teacher.backbone");

    assertThat(unclear.getCode()).isEqualTo(422);
    assertThat(unclear.getResponseBody())
        .contains("student.backbone., teacher.backbone.: say by prefix");
    assertThat(service.models().getModelCard(teacher.getId()).get("provenance"))
        .asInstanceOf(InstanceOfAssertFactories.MAP)
        .containsEntry("prefix", "teacher.backbone.")
        .containsEntry("passedOver", both.size() / 2);
  }

  @Test
  void aCardTellsForWhichSizeAPositionEmbeddingIs() throws Exception {
    Model model = service.upload(weights("resized"), config.json(32), 32);

    assertThat(service.models().getModelCard(model.getId()).get("positionEmbedding"))
        .asInstanceOf(InstanceOfAssertFactories.MAP)
        .containsEntry("madeForPx", 64)
        .containsEntry("tilesPx", 32)
        .hasEntrySatisfying("resampled", it -> assertThat(it).asString().contains("antialiasing"));
  }

  @Test
  void weightsWithoutAConfigurationAreAskedForOne() throws Exception {
    ApiException refused = refused(bare(), null);

    assertThat(refused.getCode()).isEqualTo(422);
    assertThat(refused.getResponseBody())
        .contains("/problems/incompatible-model")
        .contains("config.json");
  }

  @Test
  void tensorsThatAreMissingOrLeftOverAreListedAndNothingIsKept() throws Exception {
    long before = service.storedFiles();

    ApiException refused = refused(weights("deeper"), config.with(deeper()).json(32));
    ApiException other = refused(weights("other"), BackboneConfig.of("resnet18", 64).json(512));

    assertThat(refused.getResponseBody()).contains("missing").contains("blocks.3.norm1.weight");
    assertThat(other.getResponseBody()).contains("unexpected").contains("blocks.0.attn.qkv.weight");
    assertThat(service.storedFiles()).isEqualTo(before);
  }

  @Test
  void aPickleThatCallsTheSystemIsRefusedUnread() throws Exception {
    Path marker = running.folder().resolve("called");
    byte[] head = {(byte) 0x80, 2};
    String call = "cposix\nsystem\n(S'touch %s'\ntR.".formatted(marker);
    Path file = running.folder().resolve("hostile.pth");
    Files.write(file, head);
    Files.writeString(file, call, StandardCharsets.ISO_8859_1, StandardOpenOption.APPEND);

    ApiException refused = refused(file, config.json(32));

    assertThat(refused.getCode()).isEqualTo(422);
    assertThat(refused.getResponseBody()).contains("/problems/unreadable-model");
    assertThat(marker).doesNotExist();
  }

  @Test
  void aModelIsCutAfterABlockAndTheRestIsGone() throws Exception {
    Model whole = service.upload(weights("whole"), config.json(32), null);

    Model cut = cut(whole.getId(), 2);

    assertThat(cut.getFeatureDim()).isEqualTo(32);
    assertThat(cut.getParameterCount()).isLessThan(whole.getParameterCount());
    assertThat(service.models().getModelConfig(cut.getId()))
        .containsEntry("contextile", Map.of("afterBlock", 2));
    ApiException tooFar = catchThrowableOfType(ApiException.class, () -> cut(whole.getId(), 4));
    assertThat(tooFar.getResponseBody()).contains("3 blocks");
    ApiException unknown =
        catchThrowableOfType(ApiException.class, () -> cut(UUID.randomUUID(), 1));
    assertThat(unknown.getResponseBody()).contains("/problems/unknown-model");
  }

  @Test
  void aProgramThatOnlyItsMakerKnowsHasNoNamesOfTimm() throws Exception {
    Path program = Programs.hungry(service.running().folder(), "x.size(3) > 4096");
    Model model = service.upload(program, null, 64);

    ApiException refused =
        catchThrowableOfType(
            ApiException.class,
            () ->
                service
                    .models()
                    .getModelWeights(model.getId(), WeightsFormat.SAFETENSORS, null, null));

    assertThat(model.getArchitecture()).isEqualTo("torchscript");
    assertThat(refused.getResponseBody()).contains("/problems/unknown-architecture");
  }

  @Test
  void aCardTellsWhatAModelIs() throws Exception {
    Model model =
        service
            .models()
            .createModelWithJson(
                new ModelAssembly()
                    .name("tiny")
                    .architecture("vit_tiny_patch16_224")
                    .arguments(SMALL)
                    .inputSizePx(64)
                    .seed(9L),
                null);

    assertThat(service.models().getModelCard(model.getId()))
        .containsEntry("name", "tiny")
        .containsEntry("digest", model.getDigest())
        .containsEntry("provenance", Map.of("seed", 9));
    assertThat(service.models().getModelCardText(model.getId()))
        .content(StandardCharsets.UTF_8)
        .startsWith("# tiny\n")
        .contains("| architecture | vit\\_tiny\\_patch16\\_224 |");
  }

  @Test
  void theLicenceOfAModelStaysWithWhatIsMadeOfIt() throws Exception {
    String licensed =
        config
            .json(32)
            .replace("\"pretrained_cfg\" : {", "\"pretrained_cfg\" : {\"license\":\"mit\",");
    Model whole = service.upload(weights("licensed"), licensed, null);

    Model cut = cut(whole.getId(), 1);

    assertThat(service.models().getModelCard(cut.getId()))
        .containsEntry("licences", List.of("mit (model)"));
  }

  private Model cut(UUID model, int afterBlock) throws ApiException {
    return service
        .models()
        .createModelWithJson(
            new ModelTruncation().name("cut").modelId(model).afterBlock(afterBlock), null);
  }

  private ApiException refused(Path weights, @Nullable String configJson) {
    return catchThrowableOfType(
        ApiException.class, () -> service.upload(weights, configJson, null));
  }

  private static Map<String, Object> deeper() {
    return Map.of("embed_dim", 32, "depth", 4, "num_heads", 2, "patch_size", 8);
  }

  /** Safetensors of the small network, with random weights. */
  private Path weights(String name) throws IOException {
    Path program = running.folder().resolve(name + ".pt");
    Path weights = running.folder().resolve(name + ".safetensors");
    BackboneFiles.assemble(program, config, 3);
    BackboneFiles.export(program, config, 32, weights);
    return weights;
  }

  /** One tensor and nothing that says what it is for. */
  private static Path bare() throws IOException {
    String header = "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}";
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    byte[] file = Arrays.copyOf(new byte[] {(byte) text.length}, 8 + text.length + 4);
    System.arraycopy(text, 0, file, 8, text.length);
    return Files.write(running.folder().resolve("bare.safetensors"), file);
  }

  /** The tensors' bytes, without the header. */
  private static byte[] tensors(Path safetensors) throws IOException {
    byte[] file = Files.readAllBytes(safetensors);
    long header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
    return Arrays.copyOfRange(file, 8 + Math.toIntExact(header), file.length);
  }
}
