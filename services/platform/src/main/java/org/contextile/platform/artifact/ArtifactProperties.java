// SPDX-License-Identifier: Apache-2.0
package org.contextile.platform.artifact;

import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where artifacts are kept, and for how long those that nothing names.
 *
 * @param directory shared by all services, on a file system with atomic rename
 * @param grace how long bytes stay that no row refers to, after they were stored or the job that
 *     read them has ended; longer than any request or job takes to refer to what it stored, and the
 *     time within which a failed job can be tried again
 * @param collection how often such bytes are looked for; zero for never
 */
@ConfigurationProperties("contextile.artifacts")
public record ArtifactProperties(
    @DefaultValue("artifacts") Path directory,
    @DefaultValue("24h") Duration grace,
    @DefaultValue("1h") Duration collection) {}
