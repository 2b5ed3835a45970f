// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.arrival;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What of a slide's file is stored and shown beside what says how its picture was made.
 *
 * @param disclosedProperties names of properties, in which {@code *} stands for any letters, such
 *     as {@code aperio.*}; patients' names, orders and dates are among them. Slides that came in
 *     before keep what was stored of them
 */
@ConfigurationProperties("contextile.ingest")
record DisclosureProperties(@DefaultValue List<String> disclosedProperties) {

  DisclosureProperties {
    disclosedProperties = List.copyOf(disclosedProperties);
  }
}
