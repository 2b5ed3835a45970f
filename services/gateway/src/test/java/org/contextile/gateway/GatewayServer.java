// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.contextile.client.ApiClient;
import org.contextile.db.job.ChildJob;
import org.contextile.db.job.JobKind;
import org.contextile.db.job.JobLease;
import org.contextile.db.job.JobProgress;
import org.contextile.db.job.JobQueue;
import org.contextile.db.testing.DatabaseLine;
import org.contextile.db.testing.TestDatabase;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The gateway as it runs in production, on a free loopback port and a fresh database. */
public final class GatewayServer implements AutoCloseable {
  public static final String KEY = "a-key-of-the-first-laboratory";
  public static final String OTHER_KEY = "a-key-of-the-other-laboratory";
  public static final String WORKSPACE = "first";

  private final TestDatabase database = TestDatabase.migrated();
  private final DatabaseLine line;
  private final ConfigurableApplicationContext context;
  private final JdbcClient jdbc = JdbcClient.create(database.dataSource());
  private final QueryCounter queries = new QueryCounter();
  private final HttpClient http = HttpClient.newHttpClient();

  private GatewayServer(boolean cutOff, List<String> properties) {
    URI direct = URI.create(database.url().substring("jdbc:".length()));
    line = DatabaseLine.to(direct.getHost(), direct.getPort());
    if (cutOff) {
      line.cut();
    }
    List<String> all = new ArrayList<>(properties);
    all.add("spring.config.name=contextile-gateway");
    all.add("server.port=0");
    all.add("spring.datasource.url=jdbc:postgresql://127.0.0.1:" + line.port() + direct.getPath());
    all.add("spring.datasource.username=" + database.username());
    all.add("spring.datasource.password=" + database.password());
    all.add("contextile.artifacts.directory=target/artifacts-" + database.name());
    all.add("contextile.security.keys=" + WORKSPACE + ":" + KEY + ",other:" + OTHER_KEY);
    if (properties.stream().noneMatch(it -> it.startsWith("contextile.jobs.events."))) {
      all.add("contextile.jobs.events.pause=20ms");
      all.add("contextile.jobs.events.poll=50ms");
      all.add("contextile.jobs.events.heartbeat=200ms");
    }
    SpringApplication application = new SpringApplication(GatewayApplication.class);
    application.addInitializers(it -> it.getBeanFactory().addBeanPostProcessor(queries));
    context = application.run(all.stream().map(property -> "--" + property).toArray(String[]::new));
  }

  /** Starts with properties over those of production. */
  public static GatewayServer start(String... properties) {
    return new GatewayServer(false, List.of(properties));
  }

  /** Starts while nothing comes through between the gateway and its database. */
  public static GatewayServer startCutOff(String... properties) {
    return new GatewayServer(true, List.of(properties));
  }

  public TestDatabase database() {
    return database;
  }

  /** What lies between the gateway and its database. */
  public DatabaseLine line() {
    return line;
  }

  public URI uri(String path) {
    int port =
        Objects.requireNonNull(((WebServerApplicationContext) context).getWebServer()).getPort();
    return URI.create("http://127.0.0.1:" + port + path);
  }

  /** The generated client, with the first laboratory's key. */
  public ApiClient client() {
    return client(KEY);
  }

  public ApiClient client(String key) {
    ApiClient client = new ApiClient();
    client.updateBaseUri(uri("").toString());
    client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + key));
    return client;
  }

  /** A request with the first laboratory's key. */
  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(uri(path)).header("Authorization", "Bearer " + KEY);
  }

  public HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** How many statements the gateway has sent to the database, the test's own left out. */
  public long queries() {
    return queries.count();
  }

  public HttpClient http() {
    return http;
  }

  public <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  public JdbcClient jdbc() {
    return jdbc;
  }

  /** Claims the next job of a kind, as a worker would. */
  public JobLease claim(JobKind kind) {
    return bean(JobQueue.class)
        .claim("worker-1", kind, Duration.ofMinutes(1))
        .orElseThrow()
        .lease();
  }

  /** Empties the queue. */
  public void forgetJobs() {
    for (String table : List.of("job", "job_waiting", "job_lease", "job_event")) {
      jdbc.sql("DELETE FROM " + table).update();
    }
  }

  /** Divides a job among children of its kind, each to do ten tiles. */
  public void divide(JobLease lease, int children) {
    String kind =
        jdbc.sql("SELECT kind FROM job WHERE id = :job")
            .param("job", lease.jobId())
            .query(String.class)
            .single();
    ChildJob child =
        ChildJob.of(JobKind.of(kind), "{}").withProgress(new JobProgress("tiles", 0, 10, "tiles"));
    bean(JobQueue.class).divide(lease, Collections.nCopies(children, child));
  }

  /** Rows of slides that ingest would have written, named {@code slide-0.svs} and so on. */
  public List<UUID> slides(int count) {
    return IntStream.range(0, count).mapToObj(i -> slide("slide-" + i + ".svs")).toList();
  }

  public UUID slide(String name) {
    return new StoredRows(jdbc).slide(name);
  }

  /** Row of a model that an import would have written. */
  public UUID model() {
    return new StoredRows(jdbc).model();
  }

  @Override
  public void close() {
    context.close();
    line.close();
    http.close();
  }
}
