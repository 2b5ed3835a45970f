// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.arrival;

/**
 * A file that is in the artifact store.
 *
 * @param name a path within the slide's folder
 */
record StoredFile(String name, String digest) {}
