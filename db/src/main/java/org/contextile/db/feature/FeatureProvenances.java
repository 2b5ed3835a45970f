// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.feature;

import org.contextile.api.model.Precision;

/** The database's provenance of features as the API's. */
public final class FeatureProvenances {

  private FeatureProvenances() {}

  public static org.contextile.api.model.FeatureProvenance toApi(FeatureProvenance provenance) {
    return new org.contextile.api.model.FeatureProvenance()
        .precision(
            switch (provenance.precision()) {
              case FP32 -> Precision.FP32;
              case BF16 -> Precision.BF16;
            })
        .reader(provenance.reader())
        .readerVersion(provenance.readerVersion());
  }
}
