# SPDX-License-Identifier: Apache-2.0
#
# One target per process: gateway, ingest, features, finetune, mil, migrate, standalone (the default),
# and finetune-cuda, the fine-tuning worker for NVIDIA GPUs.
#
#   docker build --target gateway -t contextile/gateway .
#
# Every process runs as user 10001 with java as PID 1, so that SIGTERM reaches it and running jobs
# are handed back. It needs no writable root: /tmp, /var/cache/contextile (native libraries, uploads
# in one piece, scratch files) and /var/lib/contextile (artifacts, resumable uploads; shared by all
# services) are its places to write. Heap size and other JVM options are in JDK_JAVA_OPTIONS. The
# native libraries are those of linux/amd64.
#
# Each image is started once while it is built, and has the JDK's AOT cache of that start (some 100 MB), with
# which it starts in about half the processor time. Where none can be made the build says so and goes on.

ARG MAVEN_IMAGE=maven:3.9-eclipse-temurin-25
ARG JRE_IMAGE=eclipse-temurin:25-jre-noble
ARG PYTHON_IMAGE=python:3.13-slim
ARG NODE_IMAGE=node:22-slim


# The web client: files, the same on every platform.
FROM ${NODE_IMAGE} AS web
WORKDIR /build/services/gateway/web
COPY services/gateway/web/package.json services/gateway/web/package-lock.json services/gateway/web/.npmrc ./
RUN npm ci --no-audit --no-fund
COPY api/openapi.yaml /build/api/
COPY services/gateway/web ./
RUN npm run build


FROM ${MAVEN_IMAGE} AS build
WORKDIR /build
# The POMs come first: as long as they stay the same, so does the layer of downloaded libraries.
COPY .mvn/jvm.config .mvn/
COPY pom.xml ./
COPY api/pom.xml api/
COPY db/pom.xml db/
COPY services/library/wsi/pom.xml services/library/wsi/
COPY services/library/torch/pom.xml services/library/torch/
COPY services/library/zip/pom.xml services/library/zip/
COPY services/library/tensors/pom.xml services/library/tensors/
COPY services/library/backbones/pom.xml services/library/backbones/
COPY services/library/mcm/pom.xml services/library/mcm/
COPY services/library/table/pom.xml services/library/table/
COPY services/library/evaluation/pom.xml services/library/evaluation/
COPY services/library/mil/pom.xml services/library/mil/
COPY services/library/featurefile/pom.xml services/library/featurefile/
COPY services/library/storage/pom.xml services/library/storage/
COPY services/web/pom.xml services/web/
COPY services/artifacts/pom.xml services/artifacts/
COPY services/intake/pom.xml services/intake/
COPY services/jobs/pom.xml services/jobs/
COPY services/tiles/pom.xml services/tiles/
COPY services/gateway/pom.xml services/gateway/
COPY services/ingest/pom.xml services/ingest/
COPY services/models/pom.xml services/models/
COPY services/features/pom.xml services/features/
COPY services/finetune/pom.xml services/finetune/
COPY services/mil/pom.xml services/mil/
COPY services/standalone/pom.xml services/standalone/
COPY services/demo/pom.xml services/demo/
COPY services/bench/pom.xml services/bench/
RUN mvn -B -ntp -q -pl '!services/bench' dependency:go-offline
COPY api api
COPY db db
COPY services services
COPY --from=web /build/services/gateway/web/target/app services/gateway/web/target/app
RUN mvn -B -ntp -q -pl '!services/bench' -DskipTests -Dweb.skip package \
      dependency:copy-dependencies -DincludeScope=runtime
# What changes seldom and what images share lies in directories of its own, each a layer later.
RUN set -eu; \
    mkdir -p /dist/compute; \
    for library in mcm mil featurefile; do \
      cp services/library/$library/target/dependency/*.jar /dist/compute/; \
    done; \
    rm -f /dist/compute/contextile-*.jar; \
    for module in db services/gateway services/ingest services/features services/finetune \
        services/mil services/standalone; do \
      image="/dist/$(basename "$module")"; \
      mkdir -p "$image/libraries" "$image/contextile"; \
      cp "$module"/target/dependency/*.jar "$image/libraries/"; \
      for jar in "$image"/libraries/contextile-*.jar; do \
        if [ -e "$jar" ]; then mv "$jar" "$image/contextile/"; fi; \
      done; \
      cp "$module"/target/contextile-*.jar "$image/contextile/"; \
    done; \
    for image in features finetune mil standalone; do \
      for jar in /dist/compute/*.jar; do rm -f "/dist/$image/libraries/$(basename "$jar")"; done; \
    done


# OpenSlide 4 with DICOM, self-contained, from its Python wheel. Where no Python index can be reached,
# replace this stage by one that copies a libopenslide.so.1 of 4.0.1 or later (an older one is refused
# at start); CONTEXTILE_OPENSLIDE_LIBRARY names the library to load.
FROM ${PYTHON_IMAGE} AS openslide
ARG OPENSLIDE_BIN_VERSION=4.0.1.2
ARG OPENSLIDE_BIN_SHA256=8ac4aa3a2277ed5e218ca0019db65bdd6e853f865eb4edd3da00e2f4acf0c923
WORKDIR /wheel
RUN echo "openslide-bin==${OPENSLIDE_BIN_VERSION} --hash=sha256:${OPENSLIDE_BIN_SHA256}" \
      > requirements.txt \
 && pip download --no-cache-dir --no-deps --only-binary=:all: --require-hashes \
      --platform manylinux_2_28_x86_64 --requirement requirements.txt \
 && python -m zipfile --extract openslide_bin-*.whl . \
 && install -D -m 0644 openslide_bin/libopenslide.so.1 /opt/openslide/libopenslide.so.1 \
 && cp -R openslide_bin-*.dist-info/licenses /opt/openslide/licenses


# libjpeg-turbo, for the tiles that it decodes faster than OpenSlide. Ubuntu calls it libturbojpeg, Debian libturbojpeg0.
# Where no packages can be reached, leave this stage's files out and set CONTEXTILE_TURBOJPEG_LIBRARY to none.
FROM ${JRE_IMAGE} AS turbojpeg
RUN apt-get update -q \
 && (apt-get install -q -y --no-install-recommends libturbojpeg \
      || apt-get install -q -y --no-install-recommends libturbojpeg0) \
 && install -D -m 0644 -t /opt/turbojpeg /usr/lib/x86_64-linux-gnu/libturbojpeg.so.0 \
      /usr/share/doc/libturbojpeg*/copyright


FROM ${JRE_IMAGE} AS runtime
RUN groupadd --system --gid 10001 contextile \
 && useradd --system --uid 10001 --gid contextile --shell /usr/sbin/nologin \
      --home-dir /var/cache/contextile contextile \
 && install -d -o contextile -g contextile -m 0750 \
      /var/cache/contextile /var/lib/contextile /var/lib/contextile/artifacts /app/start
ENV SERVER_ADDRESS=0.0.0.0 \
    CONTEXTILE_ARTIFACTS_DIRECTORY=/var/lib/contextile/artifacts \
    CONTEXTILE_ARTIFACTS_CACHEDIRECTORY=/var/cache/contextile/artifacts \
    CONTEXTILE_WORKER_SCRATCHDIRECTORY=/var/cache/contextile/scratch \
    JDK_JAVA_OPTIONS="-XX:MaxRAMPercentage=60 -XX:+ExitOnOutOfMemoryError"
COPY .ci/java-options .ci/image-start.sh LICENSE /app/
# Uploads of many gigabytes pass through the temporary directory: not through memory.
RUN echo "-Djava.io.tmpdir=/var/cache/contextile" >> /app/java-options
WORKDIR /var/cache/contextile
USER 10001:10001


FROM runtime AS migrate
COPY --from=build /dist/db/libraries /app/lib
COPY --from=build /dist/db/contextile /app/lib
ENTRYPOINT ["java", "@/app/java-options", "-cp", "/app/lib/*", "org.contextile.db.Migrate"]


FROM runtime AS gateway
ENV SERVER_PORT=8080
EXPOSE 8080
VOLUME ["/var/cache/contextile", "/var/lib/contextile"]
COPY --from=build /dist/gateway/libraries /app/lib
COPY --from=build /dist/gateway/contextile /app/lib
RUN /app/image-start.sh /app -Dspring.context.exit=onRefresh org.contextile.gateway.GatewayApplication
ENTRYPOINT ["java", "@/app/java-options", "@/app/start/arguments", "org.contextile.gateway.GatewayApplication"]


# For who reads slides.
FROM runtime AS reading
COPY --from=openslide /opt/openslide /opt/openslide
COPY --from=turbojpeg /opt/turbojpeg /opt/turbojpeg
ENV CONTEXTILE_OPENSLIDE_LIBRARY=/opt/openslide/libopenslide.so.1 \
    CONTEXTILE_TURBOJPEG_LIBRARY=/opt/turbojpeg/libturbojpeg.so.0


FROM reading AS ingest
ENV SERVER_PORT=8081
EXPOSE 8081
VOLUME ["/var/cache/contextile", "/var/lib/contextile"]
COPY --from=build /dist/ingest/libraries /app/lib
COPY --from=build /dist/ingest/contextile /app/lib
RUN /app/image-start.sh /app -Dspring.context.exit=onRefresh org.contextile.ingest.IngestApplication
ENTRYPOINT ["java", "@/app/java-options", "@/app/start/arguments", "org.contextile.ingest.IngestApplication"]


# What the services that compute share: libtorch, and a small heap beside its native memory.
FROM reading AS compute
COPY --from=build /dist/compute /app/lib
ENV DJL_CACHE_DIR=/var/cache/contextile/djl \
    DJL_OFFLINE=true \
    OPT_OUT_TRACKING=true \
    OMP_WAIT_POLICY=PASSIVE \
    JDK_JAVA_OPTIONS="-XX:MaxRAMPercentage=40 -XX:+ExitOnOutOfMemoryError"
VOLUME ["/var/cache/contextile", "/var/lib/contextile"]


FROM compute AS features
ENV SERVER_PORT=8082
EXPOSE 8082
COPY --from=build /dist/features/libraries /app/lib
COPY --from=build /dist/features/contextile /app/lib
RUN /app/image-start.sh /app -Dspring.context.exit=onRefresh org.contextile.features.FeaturesApplication
ENTRYPOINT ["java", "@/app/java-options", "@/app/start/arguments", "org.contextile.features.FeaturesApplication"]


FROM compute AS finetune
ENV SERVER_PORT=8083
EXPOSE 8083
COPY --from=build /dist/finetune/libraries /app/lib
COPY --from=build /dist/finetune/contextile /app/lib
RUN /app/image-start.sh /app -Dspring.context.exit=onRefresh org.contextile.finetune.FineTuneApplication
ENTRYPOINT ["java", "@/app/java-options", "@/app/start/arguments", "org.contextile.finetune.FineTuneApplication"]


FROM compute AS mil
ENV SERVER_PORT=8084
EXPOSE 8084
COPY --from=build /dist/mil/libraries /app/lib
COPY --from=build /dist/mil/contextile /app/lib
RUN /app/image-start.sh /app -Dspring.context.exit=onRefresh org.contextile.mil.MilApplication
ENTRYPOINT ["java", "@/app/java-options", "@/app/start/arguments", "org.contextile.mil.MilApplication"]


# libtorch with CUDA, out of PyTorch's own wheel: its libraries find NVIDIA's beside them. TORCH_INDEX
# names the package index whose torch 2.7.1 is built for CUDA 12.8 (PyTorch publishes one of its own);
# empty, pip's usual index is asked, whose wheel of that version is built for CUDA 12.6.
FROM ${PYTHON_IMAGE} AS libtorch-cuda
ARG TORCH_VERSION=2.7.1
ARG TORCH_INDEX=""
RUN pip install --no-cache-dir --no-compile --only-binary=:all: --target /wheels \
      ${TORCH_INDEX:+--index-url "$TORCH_INDEX"} "torch==${TORCH_VERSION}" \
 && install -d /opt/torch/torch \
 && mv /wheels/torch/lib /opt/torch/torch/lib \
 && mv /wheels/nvidia /opt/torch/nvidia \
 && rm -rf /wheels


# Run with the NVIDIA container toolkit: docker run --gpus all …
FROM finetune AS finetune-cuda
ARG TORCH_VERSION=2.7.1
COPY --from=libtorch-cuda /opt/torch /opt/torch
ENV PYTORCH_LIBRARY_PATH=/opt/torch/torch/lib \
    PYTORCH_VERSION=${TORCH_VERSION} \
    PYTORCH_FLAVOR=cu128 \
    NVIDIA_VISIBLE_DEVICES=all \
    NVIDIA_DRIVER_CAPABILITIES=compute,utility


# All five services and a PostgreSQL of their own in one process, for a look:
#   docker run -p 127.0.0.1:8080:8080 -e CONTEXTILE_SECURITY_OPEN=true contextile/standalone
# Unlike on a bare machine, callers need a key unless CONTEXTILE_SECURITY_OPEN says otherwise: the
# container cannot know who reaches its port.
FROM compute AS standalone
ENV CONTEXTILE_HOME=/var/lib/contextile \
    CONTEXTILE_PORT=8080 \
    CONTEXTILE_SECURITY_OPEN=false
EXPOSE 8080
COPY --from=build /dist/standalone/libraries /app/lib
COPY --from=build /dist/standalone/contextile /app/lib
RUN /app/image-start.sh /app org.contextile.standalone.StartTraining
ENTRYPOINT ["java", "@/app/java-options", "@/app/start/arguments", "org.contextile.standalone.StandaloneApplication"]
