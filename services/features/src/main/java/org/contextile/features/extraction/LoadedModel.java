// SPDX-License-Identifier: Apache-2.0
package org.contextile.features.extraction;

import org.contextile.db.model.ModelEntity;
import org.contextile.library.backbones.Backbone;

/** A model with its loaded weights. */
record LoadedModel(ModelEntity row, Backbone backbone) {}
