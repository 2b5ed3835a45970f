// SPDX-License-Identifier: Apache-2.0
package org.contextile.platform.artifact;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where artifacts are kept.
 *
 * @param directory shared by all services, on a file system with atomic rename
 */
@ConfigurationProperties("contextile.artifacts")
public record ArtifactProperties(@DefaultValue("artifacts") Path directory) {}
