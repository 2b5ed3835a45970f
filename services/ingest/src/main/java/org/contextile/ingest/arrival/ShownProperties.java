// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.arrival;

import java.util.List;
import java.util.Map;

/**
 * A file's properties, divided.
 *
 * @param shown those that may be stored and shown
 * @param withheld names of the others
 */
record ShownProperties(Map<String, String> shown, List<String> withheld) {}
