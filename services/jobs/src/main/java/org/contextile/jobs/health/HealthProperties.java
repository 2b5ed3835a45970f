// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.health;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * When a service counts as ill.
 *
 * @param minFree less room than this on the disk of artifacts or of temporary files
 */
@ConfigurationProperties("contextile.health")
record HealthProperties(@DefaultValue("512MB") DataSize minFree) {}
