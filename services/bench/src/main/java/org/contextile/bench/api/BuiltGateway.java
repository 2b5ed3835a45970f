// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.api;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The gateway and the ingest of a build; the gateway's statements are counted. */
final class BuiltGateway implements AutoCloseable {
  static final String WORKSPACE = "bench";

  private static final String KEY = "a-key-of-the-benchmark";

  private final BuiltProcesses processes;
  private final QueryLine line;
  private URI gateway = URI.create("http://127.0.0.1");

  private BuiltGateway(BuiltProcesses processes, QueryLine line) {
    this.processes = processes;
    this.line = line;
  }

  /**
   * @param checkout where {@code make build} has been
   * @param home for the database, the artifacts and the logs
   */
  static BuiltGateway start(Path checkout, Path home) throws IOException, InterruptedException {
    BuiltProcesses processes = BuiltProcesses.on(checkout, home);
    BuiltGateway built = new BuiltGateway(processes, QueryLine.to(processes.databasePort()));
    try {
      built.startAll();
      return built;
    } catch (IOException | InterruptedException | RuntimeException e) {
      built.close();
      throw e;
    }
  }

  private void startAll() throws IOException, InterruptedException {
    processes.set("CONTEXTILE_SECURITY_KEYS", WORKSPACE + ":" + KEY);
    processes.migrate("ingest");
    URI ingest = processes.launch("ingest", "org.contextile.ingest.IngestApplication");
    processes.set("CONTEXTILE_GATEWAY_SERVICES_INGEST", ingest.toString());
    processes.databasePort(line.port());
    gateway = processes.launch("gateway", "org.contextile.gateway.GatewayApplication");
    processes.awaitReady(ingest, gateway);
  }

  /** Past the line: what is asked here is not counted. */
  JdbcClient jdbc() {
    return processes.jdbc();
  }

  /** How many statements the gateway has sent. */
  long queries() {
    return line.queries();
  }

  HttpClient http() {
    return processes.http();
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(gateway.resolve(path)).header("Authorization", "Bearer " + KEY);
  }

  /** An answer that is no refusal. */
  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return processes.send(request);
  }

  @Override
  public void close() throws IOException {
    try (line) {
      processes.close();
    }
  }
}
