// SPDX-License-Identifier: Apache-2.0
package org.contextile.platform;

import org.contextile.api.EnumConverterConfiguration;
import org.contextile.db.DatabaseConfiguration;
import org.contextile.platform.artifact.ArtifactConfiguration;
import org.contextile.platform.http.HttpConfiguration;
import org.contextile.platform.job.JobConfiguration;
import org.contextile.platform.job.SubmissionConfiguration;
import org.contextile.platform.problem.ProblemConfiguration;
import org.contextile.platform.security.SecurityConfiguration;
import org.contextile.platform.slide.SlideSelectionConfiguration;
import org.contextile.platform.trace.TraceConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** All that a service needs beside its own beans. */
@Configuration(proxyBeanMethods = false)
@Import({
  EnumConverterConfiguration.class,
  DatabaseConfiguration.class,
  ArtifactConfiguration.class,
  HttpConfiguration.class,
  JobConfiguration.class,
  ProblemConfiguration.class,
  SecurityConfiguration.class,
  SlideSelectionConfiguration.class,
  SubmissionConfiguration.class,
  TraceConfiguration.class
})
public class PlatformConfiguration {}
