// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs;

import org.contextile.api.EnumConverterConfiguration;
import org.contextile.artifacts.ArtifactConfiguration;
import org.contextile.db.DatabaseConfiguration;
import org.contextile.db.cohort.SlideSelectionConfiguration;
import org.contextile.jobs.health.HealthConfiguration;
import org.contextile.jobs.view.SubmissionConfiguration;
import org.contextile.jobs.worker.JobConfiguration;
import org.contextile.web.contract.ContractConfiguration;
import org.contextile.web.download.DownloadConfiguration;
import org.contextile.web.http.HttpConfiguration;
import org.contextile.web.problem.ProblemConfiguration;
import org.contextile.web.request.RequestConfiguration;
import org.contextile.web.security.SecurityConfiguration;
import org.contextile.web.trace.TraceConfiguration;
import org.contextile.web.upload.UploadProtocolConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** All that a service needs beside its own beans. */
@Configuration(proxyBeanMethods = false)
@Import({
  EnumConverterConfiguration.class,
  DatabaseConfiguration.class,
  DownloadConfiguration.class,
  ArtifactConfiguration.class,
  ContractConfiguration.class,
  HealthConfiguration.class,
  HttpConfiguration.class,
  JobConfiguration.class,
  ProblemConfiguration.class,
  RequestConfiguration.class,
  SecurityConfiguration.class,
  SlideSelectionConfiguration.class,
  SubmissionConfiguration.class,
  TraceConfiguration.class,
  UploadProtocolConfiguration.class
})
public class ServiceConfiguration {}
