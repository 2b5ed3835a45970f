// SPDX-License-Identifier: Apache-2.0
package org.contextile.models.hub;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingDeque;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers as the Hub does about one repository at one commit. Large files, all but those that end
 * in {@code .json}, are served by another host, to which the Hub redirects.
 */
public final class FakeHub implements AutoCloseable {
  public static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  /** An answer that goes wrong, in place of the next one. */
  public sealed interface Mishap {
    /** A status with the Hub's code for it, of the Hub itself. */
    record Status(int status, @Nullable String code) implements Mishap {}

    /** A status of the host of large files. */
    record StorageStatus(int status) implements Mishap {}

    /** The connection ends after so many bytes of a large file. */
    record BreakOff(int bytes) implements Mishap {}

    /** Nothing comes after so many bytes of a large file. */
    record Hang(int bytes) implements Mishap {}
  }

  /** A request as it came. */
  public record Seen(
      boolean byStorage,
      String target,
      @Nullable String authorization,
      @Nullable String range,
      @Nullable String host,
      @Nullable String proxyAuthorization) {}

  private final String repository;
  private final Map<String, byte[]> files = new LinkedHashMap<>();
  private final Map<String, byte[]> served = new LinkedHashMap<>();
  private final LinkedBlockingDeque<Mishap> mishaps = new LinkedBlockingDeque<>();
  private final List<Seen> seen = Collections.synchronizedList(new ArrayList<>());
  private final HttpServer hub;
  private final HttpServer storage;
  private @Nullable String needed;
  private boolean ranges = true;

  public FakeHub(String repository) {
    this.repository = repository;
    this.hub = server();
    this.storage = server();
    hub.createContext("/", guarded(this::answer));
    storage.createContext("/", guarded(this::serve));
  }

  public FakeHub with(String path, byte[] content) {
    files.put(path, content);
    served.put(path, content);
    return this;
  }

  /** From now on other bytes come than the listing says. */
  public void tamper(String path, byte[] content) {
    served.put(path, content);
  }

  /** The repository is gated, and this token opens it. */
  public void gate(String token) {
    needed = token;
  }

  public void withoutRanges() {
    ranges = false;
  }

  public void next(Mishap... coming) {
    mishaps.addAll(List.of(coming));
  }

  public List<Seen> seen() {
    return List.copyOf(seen);
  }

  public String address() {
    return address(hub);
  }

  @Override
  public void close() {
    hub.stop(0);
    storage.stop(0);
  }

  private static HttpServer server() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String address(HttpServer server) {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private interface Answer {
    void give(HttpExchange exchange) throws IOException;
  }

  private static com.sun.net.httpserver.HttpHandler guarded(Answer answer) {
    return exchange -> {
      try (exchange) {
        answer.give(exchange);
      }
    };
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    note(exchange, false);
    if (mishaps.peek() instanceof Mishap.Status mishap) {
      mishaps.remove();
      refuse(exchange, mishap.status(), mishap.code());
      return;
    }
    String listing = "/api/models/" + repository + "/revision/";
    String resolving = "/" + repository + "/resolve/" + COMMIT + "/";
    if (path.startsWith(listing)) {
      String revision = path.substring(listing.length());
      if (!List.of("main", "release/v1", COMMIT).contains(revision)) {
        refuse(exchange, 404, "RevisionNotFound");
        return;
      }
      send(exchange, 200, JsonMapper.shared().writeValueAsBytes(listing()));
    } else if (path.startsWith(resolving)) {
      resolve(exchange, path.substring(resolving.length()));
    } else {
      refuse(exchange, 401, "RepoNotFound");
    }
  }

  private void resolve(HttpExchange exchange, String file) throws IOException {
    if (needed != null && !("Bearer " + needed).equals(authorization(exchange))) {
      refuse(exchange, authorization(exchange) == null ? 401 : 403, "GatedRepo");
    } else if (!served.containsKey(file)) {
      refuse(exchange, 404, "EntryNotFound");
    } else if (isSmall(file)) {
      send(exchange, 200, content(file));
    } else {
      exchange
          .getResponseHeaders()
          .set("Location", address(storage) + "/blob/" + file + "?signed=1");
      exchange.sendResponseHeaders(302, -1);
    }
  }

  private void serve(HttpExchange exchange) throws IOException {
    note(exchange, true);
    byte[] content = content(exchange.getRequestURI().getPath().substring("/blob/".length()));
    Mishap mishap = mishaps.poll();
    if (mishap instanceof Mishap.StorageStatus refused) {
      refuse(exchange, refused.status(), null);
      return;
    }
    int from = 0;
    String range = exchange.getRequestHeaders().getFirst("Range");
    if (range != null && ranges) {
      from = Integer.parseInt(range.replaceAll("\\D", ""));
      exchange
          .getResponseHeaders()
          .set(
              "Content-Range",
              "bytes %d-%d/%d".formatted(from, content.length - 1, content.length));
    }
    exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from);
    OutputStream out = exchange.getResponseBody();
    switch (mishap) {
      case Mishap.BreakOff(int bytes) -> out.write(content, from, bytes);
      case Mishap.Hang(int bytes) -> {
        out.write(content, from, bytes);
        out.flush();
        pause();
      }
      case null, default -> out.write(content, from, content.length - from);
    }
    out.flush();
  }

  private static void pause() {
    try {
      Thread.sleep(20_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private byte[] content(String file) {
    return java.util.Objects.requireNonNull(served.get(file));
  }

  private Map<String, Object> listing() {
    List<Map<String, Object>> siblings = new ArrayList<>();
    files.forEach(
        (path, content) -> {
          Map<String, Object> file = new LinkedHashMap<>();
          file.put("rfilename", path);
          file.put("size", content.length);
          file.put("blobId", digest("SHA-1", "blob " + content.length + "\0", content));
          if (!isSmall(path)) {
            file.put(
                "lfs",
                Map.of(
                    "sha256",
                    digest("SHA-256", "", content),
                    "size",
                    content.length,
                    "pointerSize",
                    130));
          }
          siblings.add(file);
        });
    return Map.of(
        "id", repository,
        "sha", COMMIT,
        "gated", needed == null ? false : "manual",
        "cardData", Map.of("license", "apache-2.0"),
        "siblings", siblings);
  }

  private static boolean isSmall(String file) {
    return file.endsWith(".json");
  }

  private void note(HttpExchange exchange, boolean byStorage) {
    seen.add(
        new Seen(
            byStorage,
            exchange.getRequestURI().toString(),
            authorization(exchange),
            exchange.getRequestHeaders().getFirst("Range"),
            exchange.getRequestHeaders().getFirst("Host"),
            exchange.getRequestHeaders().getFirst("Proxy-Authorization")));
  }

  private static @Nullable String authorization(HttpExchange exchange) {
    return exchange.getRequestHeaders().getFirst("Authorization");
  }

  private static void refuse(HttpExchange exchange, int status, @Nullable String code)
      throws IOException {
    if (code != null) {
      exchange.getResponseHeaders().set("X-Error-Code", code);
    }
    if (status == 429) {
      exchange.getResponseHeaders().set("Retry-After", "1");
    }
    send(exchange, status, "{\"error\":\"no\"}".getBytes(StandardCharsets.UTF_8));
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  private static String digest(String algorithm, String before, byte[] content) {
    try {
      MessageDigest digest = MessageDigest.getInstance(algorithm);
      digest.update(before.getBytes(StandardCharsets.US_ASCII));
      return HexFormat.of().formatHex(digest.digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
