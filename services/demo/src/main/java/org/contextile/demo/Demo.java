// SPDX-License-Identifier: Apache-2.0
package org.contextile.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.contextile.client.ApiException;
import org.contextile.demo.fleet.Fleet;
import org.contextile.library.wsi.synthetic.SyntheticSlides;
import org.contextile.standalone.StandaloneApplication;
import org.contextile.standalone.StandaloneServer;
import org.springframework.util.FileSystemUtils;

/** {@code make demo} and {@code make demo-services}. */
public final class Demo {

  private static final String PORT = "CONTEXTILE_PORT";
  private static final long PATIENCE_SECONDS = 60;
  private static final int SLIDES = 24;
  private static final int SIDE_PX = 2048;
  private static final double MPP = 0.5;
  private static final long SEED = 7;

  private final DemoOptions options;
  private final Console console;
  private final Consumer<Fleet> watch;
  private final Consumer<URI> look;
  private final CountDownLatch cleaned = new CountDownLatch(1);

  private Demo(DemoOptions options, Console console, Consumer<Fleet> watch, Consumer<URI> look) {
    this.options = options;
    this.console = console;
    this.watch = watch;
    this.look = look;
  }

  public static void main(String[] args) throws Exception {
    System.exit(status(List.of(args), new Console(System.out), System.err));
  }

  /**
   * Does the demo.
   *
   * @param errors gets one line of what the user can mend, or where to read on
   * @return the exit status: 2 for what the user can mend, 1 for what he cannot
   */
  static int status(List<String> arguments, Console console, PrintStream errors) {
    try {
      run(DemoOptions.parse(arguments), console, _ -> {}, _ -> {});
      return 0;
    } catch (DemoFailure e) {
      console.clear();
      errors.println(e.getMessage());
      return 2;
    } catch (Exception e) {
      console.clear();
      errors.println("The demo failed by no fault of yours that it knows of: " + e);
      return 1;
    }
  }

  /**
   * Starts the platform, drives it, and ends it again.
   *
   * @param watch gets the five services once they are up, if there are any
   * @param look gets the gateway's address when all is done, while the platform is still up
   */
  static List<Arm> run(
      DemoOptions options, Console console, Consumer<Fleet> watch, Consumer<URI> look)
      throws Exception {
    Path home = Preflight.home();
    Demo demo = new Demo(options, console, watch, look);
    boolean keepFiles = true;
    try {
      List<Arm> arms = demo.run(home);
      keepFiles = false;
      return arms;
    } catch (DemoFailure e) {
      keepFiles = false;
      throw e;
    } catch (ApiException e) {
      if (e.getCode() >= 500) {
        throw e;
      }
      keepFiles = false;
      throw new DemoFailure(PlatformClient.words(e));
    } catch (Exception e) {
      try (PrintStream stack = new PrintStream(home.resolve("error.log").toFile(), UTF_8)) {
        e.printStackTrace(stack);
      }
      throw e;
    } finally {
      if (keepFiles) {
        console.step("Stopped. What there was of data and logs is in " + home);
      } else {
        FileSystemUtils.deleteRecursively(home);
      }
      demo.cleaned.countDown();
    }
  }

  private List<Arm> run(Path home) throws Exception {
    int port = Preflight.port(System.getenv().getOrDefault(PORT, "0"));
    Preflight.openSlide();
    BroughtModel.check(options);
    DemoPlan plan = plan(home);
    Preflight.disk(home, plan.slides().stream().map(OpenedSlide::slide).toList());
    plan.notes().forEach(console::step);
    return options.services() ? onServices(home, plan) : onStandalone(home, plan, port);
  }

  private DemoPlan plan(Path home) throws IOException {
    if (options.slides().isPresent()) {
      Path slides = options.slides().get();
      return options.labels().isPresent()
          ? DemoPlan.of(options, LabelledSlides.read(options.labels().get(), slides))
          : DemoPlan.of(options, FoundSlides.in(slides));
    }
    console.step("Rendering " + SLIDES + " synthetic slides, half of them with tumour");
    SyntheticSlides.writeCohort(home.resolve("cohort"), SLIDES, SIDE_PX, MPP, SEED);
    Path cohort = home.resolve("cohort");
    return DemoPlan.of(
        options, LabelledSlides.read(cohort.resolve("labels.csv"), cohort.resolve("slides")));
  }

  private List<Arm> onStandalone(Path home, DemoPlan plan, int port) throws Exception {
    console.step("Starting the platform with an embedded PostgreSQL");
    // What a job fails by is said by the demo itself.
    Map<String, Object> properties = Map.of("server.port", port, "logging.level.root", "ERROR");
    try (StandaloneServer server = StandaloneApplication.start(home, properties)) {
      return drive(server.address(), plan);
    }
  }

  private List<Arm> onServices(Path home, DemoPlan plan) throws Exception {
    console.step(
        switch (options.store()) {
          case DIRECTORY -> "Starting five services and a PostgreSQL";
          case S3 -> "Starting five services, a PostgreSQL and a bucket of S3";
        });
    try (Fleet fleet = Fleet.open(home, options.store(), Map.of())) {
      URI address = fleet.startAll();
      watch.accept(fleet);
      return drive(address, plan);
    }
  }

  private List<Arm> drive(URI address, DemoPlan plan) throws Exception {
    console.step("Contextile is up at " + address + "/");
    List<Arm> arms = new DemoRun(new PlatformClient(address), console, options, plan).run();
    console.print("");
    console.print(SummaryTable.of(arms));
    if (plan.split().isPresent()) {
      console.print(
          "AUROC: mean over patient-level folds of held-out slides; the interval is a bootstrap over"
              + " patients. Fine-tuning saw the slides, never their labels.");
    }
    console.step(
        plan.split().isPresent()
            ? "Done. Slides, jobs and heatmaps: " + address + "/"
            : "Done. Slides, jobs, models and features: " + address + "/");
    look.accept(address);
    if (options.keep()) {
      console.print("The server stays up; press Enter or Ctrl-C to end it.");
      waitForTheUser();
    }
    return arms;
  }

  /** Returns at Enter, or when the process is asked to end, which then waits for the rest. */
  private void waitForTheUser() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  asked.countDown();
                  try {
                    cleaned.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }));
    Thread.ofPlatform().daemon().start(() -> readLine(asked));
    asked.await();
  }

  // At the end of the input there is no terminal: only the end of the process ends the demo.
  private static void readLine(CountDownLatch asked) {
    try {
      if (System.in.read() >= 0) {
        asked.countDown();
      }
    } catch (IOException e) {
      asked.countDown();
    }
  }
}
