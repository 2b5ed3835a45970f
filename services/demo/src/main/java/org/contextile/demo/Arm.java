// SPDX-License-Identifier: Apache-2.0
package org.contextile.demo;

import java.util.Optional;
import org.contextile.api.model.Classifier;
import org.contextile.api.model.Model;

/**
 * One extractor and what came of it.
 *
 * @param tilesPerSecond of the extraction, reading and network together
 * @param classifier empty where slides have no labels
 */
record Arm(String name, Model model, double tilesPerSecond, Optional<Classifier> classifier) {}
