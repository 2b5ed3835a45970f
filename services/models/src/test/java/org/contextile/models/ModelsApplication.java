// SPDX-License-Identifier: Apache-2.0
package org.contextile.models;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The registry of models alone, which in production the feature extraction service serves. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(ModelsConfiguration.class)
class ModelsApplication {}
