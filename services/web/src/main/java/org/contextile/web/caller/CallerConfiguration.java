// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.caller;

import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;

/** Who calls. */
@Configuration(proxyBeanMethods = false)
@ComponentScan
public class CallerConfiguration {}
