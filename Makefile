# Contextile. `make demo` shows it, `make test` proves it, `make doctor` says what is missing.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MVN ?= mvn
JAVA_FLAGS ?= -Xmx3g
export OPT_OUT_TRACKING := true
export DJL_OFFLINE := true
# Threads of OpenMP that wait by spinning starve whatever else runs on the machine.
export OMP_WAIT_POLICY := PASSIVE

jdk = $$(.ci/jdk.sh)
maven = JAVA_HOME=$(jdk) $(MVN) -B -ntp
class-path = services/$(1)/target/contextile-$(1)-0.1.0-SNAPSHOT.jar:$$(cat services/$(1)/target/classpath)
node = PATH="$$(.ci/node.sh):$$PATH"
java = $(jdk)/bin/java $(JAVA_FLAGS) @.ci/java-options -cp "$(call class-path,$(1))"

.PHONY: help setup build demo demo-services run test test-long check format screenshots bench-features bench-finetuning bench-jobs bench-api bench-start bench-ingest bench-tiles bench-backbones bench-viewer slide-synthetic parity chaos doctor clean

help: ## What there is to make
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 16

setup: ## Fetch what the build and the tests need, once
	@.ci/setup.sh

build: ## Compile and package, without tests
	@.ci/setup.sh build
	@echo "Building (a first build downloads its libraries) ..."
	@$(maven) -q -DskipTests package

# It takes the cache that `make run` made, if it did: to make one costs more than one start saves. The five services are
# started once each, on class paths of their own, without any.
demo: build ## Slides in, classified slides out: SLIDES= LABELS= STUDENT= TEACHER= MPP= FOLDS= for your own, KEEP=1 to stay up
	@$(demo-weights) arguments=$$(.ci/start-cache.sh --ready "$(call class-path,demo)") && \
		$(jdk)/bin/java $(JAVA_FLAGS) @.ci/java-options "@$$arguments" org.contextile.demo.Demo $(demo-arguments)

demo-services: build ## The same on five processes and one PostgreSQL; STORE=s3 with a bucket and no shared directory
	@$(demo-weights) $(call java,demo) org.contextile.demo.Demo --services $(if $(STORE),--store "$(STORE)") $(demo-arguments)

demo-arguments = $(if $(SLIDES),--slides "$(SLIDES)") $(if $(LABELS),--labels "$(LABELS)") \
	$(if $(STUDENT),--student "$(STUDENT)") $(if $(TEACHER),--teacher "$(TEACHER)") \
	$(if $(TILE),--tile "$(TILE)") $(if $(MPP),--mpp "$(MPP)") $(if $(SLIDE_MPP),--slide-mpp "$(SLIDE_MPP)") \
	$(if $(FOLDS),--folds "$(FOLDS)") $(if $(KEEP),--keep) $${weights:+--pretrained "$$weights"}

# Real weights unless the user brings some; what hinders is said, and the demo then makes do with random ones.
demo-weights = $(if $(TEACHER),,weights=$$(.ci/weights.sh lite0) || true;)

run: build ## A standalone server on 127.0.0.1:8080; its data stays in ~/.local/share/contextile
	@arguments=$$(JAVA_FLAGS='$(JAVA_FLAGS)' .ci/start-cache.sh) && \
		exec $(jdk)/bin/java $(JAVA_FLAGS) @.ci/java-options "@$$arguments" org.contextile.standalone.StandaloneApplication

test: setup ## Everything that must pass
	@$(lint-api)
	@$(check-web)
	@$(maven) -T 2 -q spotless:check
	@$(maven) -T 2 -b smart verify

test-long: setup ## What takes too long for every change: storms, clusters, killed workers, many seeds
	@$(maven) verify -Dtest.groups=long -Dtest.excluded= -Dtest.jvm.short=-XX:+UseSerialGC

check: setup ## Format, lint and static analysis
	@$(lint-api)
	@$(check-web)
	@$(maven) -q spotless:check test-compile

lint-api = $(node) && export PATH && cd api && npm run --silent lint
# Types, lint and unit tests.
check-web = $(node) && export PATH && cd services/gateway/web && npm run --silent check

format: ## Mend what a machine can mend
	@services/gateway/web/build.sh install && $(node) && export PATH && cd services/gateway/web && npm run --silent format
	@$(maven) -q spotless:apply

screenshots: ## Every page of the web client in both themes and widths, into target/screenshots, from three days in a laboratory on ../shared/data
	@$(maven) -q -pl services/standalone -am verify -Dtest=none -Dit.test="StoryIT,LearningStoryIT,ExampleStoryIT" -Dtest.excluded= -Dcontextile.screenshots="$(CURDIR)/target/screenshots" \
		-Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false

bench-features: build ## From a slide to features beside other ways, one JSON object last; BENCH_W= BENCH_H= (17760 × 23760 px) BENCH_ROUNDS= (3) BENCH_LARGE=1 BENCH_ONLY=reading|tissue|extraction|memory
	@python=$$(.ci/slides-python.sh) && $(call java,bench) org.contextile.bench.features.FeaturesBench "$$python" \
		services/bench/src/main/python/slide_contenders.py ../shared

bench-finetuning: build ## An epoch of MCM-KD on a synthetic slide, and where its time goes
	@$(call java,bench) org.contextile.bench.FineTuningBench

bench-jobs: build ## The job queue beside db-scheduler, and with BENCH_FINISHED= (ten million) finished jobs
	@$(call java,bench) org.contextile.bench.jobs.JobsBench

bench-api: build ## What requests cost this build, and one from before, BENCH_BEFORE= (4afba70)
	@before=$$(.ci/build-before.sh $(or $(BENCH_BEFORE),4afba70)) && $(call java,bench) org.contextile.bench.api.ApiBench "$$before" .

bench-ingest: build ## A flat slide of 10,000 px: taken in and shown by this build, and by one from before, BENCH_BEFORE= (4afba70)
	@before=$$(.ci/build-before.sh $(or $(BENCH_BEFORE),4afba70)) && $(call java,bench) org.contextile.bench.api.IngestBench "$$before" .

bench-tiles: build ## Twenty viewers of a slide, its tiles served by this build, made and passed through, and by openslide-python
	@python=$$(.ci/openslide-python.sh) && $(call java,bench) org.contextile.bench.api.ViewersBench . "$$python" \
		services/bench/src/main/python/deepzoom_server.py

bench-start: build ## CPU-seconds until a server is up: of this build, with its AOT cache, and of one from before, BENCH_BEFORE= (4afba70)
	@before=$$(.ci/build-before.sh $(or $(BENCH_BEFORE),4afba70) services/standalone) && arguments=$$(JAVA_FLAGS=-Xmx3g .ci/start-cache.sh) && \
		$(call java,bench) org.contextile.bench.start.StartBench "$$before" . "@$$arguments"

bench-backbones: build ## Images per second of our networks beside timm's under PyTorch, in turns; BENCH_ROUNDS= (9) BENCH_PRECISION=
	@python=$$(.ci/parity-python.sh) && $(call java,bench) org.contextile.bench.backbone.BackbonesBench "$$python" \
		$(timm)/timm_fixture.py $(timm)/timm_throughput.py $(or $(BENCH_ROUNDS),9) $(BENCH_PRECISION)

bench-viewer: build ## A minute of panning in Chromium over a slide under an overlay of 100,000 tiles; W= (100000) H= (80000) SECONDS= MODEL=
	@.ci/bench-viewer.sh "$(or $(W),100000)" "$(or $(H),80000)" "$(or $(SECONDS),60)" \
		"$(or $(MODEL),../shared/data/weights/mobilenetv2-student-96.pt)" $(jdk)/bin/java $(JAVA_FLAGS) @.ci/java-options \
		-cp "$(call class-path,bench):$(call class-path,standalone)"

slide-synthetic: build ## A synthetic slide as large as real ones, at 0.25 µm/px: W= (100000) H= (80000) OUT=
	@$(call java,bench) org.contextile.bench.slide.SyntheticSlideFile "$(or $(W),100000)" "$(or $(H),80000)" \
		"$(or $(OUT),$(or $(TMPDIR),/tmp)/synthetic-$(or $(W),100000)x$(or $(H),80000).tif)"

parity: build ## Features, gradients and exports of our networks beside timm's; PARITY= takes those whose names match
	@python=$$(.ci/parity-python.sh) && $(call java,bench) org.contextile.bench.parity.Parity "$$python" \
		$(timm)/timm_fixture.py "$(PARITY)"

timm = services/library/torch/src/test/python

chaos: build ## Kill, freeze and cut off workers and database for CHAOS_MINUTES= (60); CHAOS_SEED= repeats a run
	@$(call java,bench) org.contextile.bench.chaos.ChaosRun

doctor: ## What this machine lacks, and how to get it
	@.ci/doctor.sh

clean:
	@$(maven) -q clean
