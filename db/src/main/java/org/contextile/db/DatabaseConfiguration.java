// SPDX-License-Identifier: Apache-2.0
package org.contextile.db;

import javax.sql.DataSource;
import org.contextile.db.cohort.CohortTable;
import org.contextile.db.cohort.TiledCohorts;
import org.contextile.db.idempotency.RequestKeys;
import org.contextile.db.job.JobEventReader;
import org.contextile.db.job.JobGraphRows;
import org.contextile.db.job.JobNeedsProperties;
import org.contextile.db.job.JobOutputs;
import org.contextile.db.job.JobQueue;
import org.contextile.db.job.JobQueueSettings;
import org.contextile.db.job.JobReader;
import org.contextile.db.slide.BlankSlides;
import org.contextile.db.slide.ShownSlideReader;
import org.contextile.db.slide.SlideNameReader;
import org.contextile.db.upkeep.Amendments;
import org.contextile.db.upkeep.Removals;
import org.contextile.db.workspace.WorkspaceDataSource;
import org.contextile.db.workspace.WorkspaceTenant;
import org.hibernate.cfg.MultiTenancySettings;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.hibernate.autoconfigure.HibernatePropertiesCustomizer;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;
import org.springframework.data.repository.config.BootstrapMode;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * Entities, repositories and the job queue over the application's data source. Repositories and
 * queue share one transaction manager, so that what a job publishes and its success are committed
 * together. Both see the rows of the current {@link org.contextile.db.workspace.WorkspaceScope}.
 * Nothing here migrates the database: {@link Migrate} does.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(JobNeedsProperties.class)
@EntityScan("org.contextile.db")
// Lazy: a start need not parse a hundred queries; the tests walk all of them.
@EnableJpaRepositories(basePackages = "org.contextile.db", bootstrapMode = BootstrapMode.LAZY)
public class DatabaseConfiguration {
  @Bean
  static BeanPostProcessor workspaceConnections() {
    return new BeanPostProcessor() {
      @Override
      public Object postProcessAfterInitialization(Object bean, String name) {
        return bean instanceof DataSource source && !(bean instanceof WorkspaceDataSource)
            ? new WorkspaceDataSource(source)
            : bean;
      }
    };
  }

  @Bean
  WorkspaceTenant workspaceTenant() {
    return new WorkspaceTenant(true);
  }

  @Bean
  HibernatePropertiesCustomizer workspaceTenants(WorkspaceTenant tenant) {
    return properties ->
        properties.put(MultiTenancySettings.MULTI_TENANT_IDENTIFIER_RESOLVER, tenant);
  }

  @Bean
  JobQueue jobQueue(
      DataSource dataSource, PlatformTransactionManager transactions, JobNeedsProperties needs) {
    return new JobQueue(
        JdbcClient.create(dataSource),
        transactions,
        JobQueueSettings.DEFAULT.withNeeds(needs.byKind()));
  }

  @Bean
  JobOutputs jobOutputs(DataSource dataSource) {
    return new JobOutputs(JdbcClient.create(dataSource));
  }

  @Bean
  JobGraphRows jobGraphRows(DataSource dataSource) {
    return new JobGraphRows(JdbcClient.create(dataSource));
  }

  @Bean
  JobReader jobReader(DataSource dataSource) {
    return new JobReader(JdbcClient.create(dataSource));
  }

  @Bean
  JobEventReader jobEventReader(DataSource dataSource) {
    return new JobEventReader(JdbcClient.create(dataSource));
  }

  @Bean
  ShownSlideReader shownSlideReader(DataSource dataSource) {
    return new ShownSlideReader(JdbcClient.create(dataSource));
  }

  @Bean
  SlideNameReader slideNameReader(DataSource dataSource) {
    return new SlideNameReader(JdbcClient.create(dataSource));
  }

  @Bean
  BlankSlides blankSlides(DataSource dataSource) {
    return new BlankSlides(JdbcClient.create(dataSource));
  }

  @Bean
  TiledCohorts tiledCohorts(DataSource dataSource) {
    return new TiledCohorts(JdbcClient.create(dataSource));
  }

  @Bean
  CohortTable cohortTable(DataSource dataSource) {
    return new CohortTable(JdbcClient.create(dataSource));
  }

  @Bean
  Removals removals(DataSource dataSource, PlatformTransactionManager transactions) {
    return new Removals(JdbcClient.create(dataSource), transactions);
  }

  @Bean
  Amendments amendments(DataSource dataSource) {
    return new Amendments(JdbcClient.create(dataSource));
  }

  @Bean
  RequestKeys requestKeys(DataSource dataSource) {
    return new RequestKeys(JdbcClient.create(dataSource));
  }
}
