// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.featurefile;

/** What the numbers of a feature file are stored as. Readers give them as float32 either way. */
public enum StoredAs {
  FLOAT32("float32") {
    @Override
    float nearest(float value) {
      return value;
    }
  },

  /** Half the bytes: eleven bits of precision, nothing beyond 65,504. */
  FLOAT16("float16") {
    @Override
    float nearest(float value) {
      return Float.float16ToFloat(Float.floatToFloat16(value));
    }
  };

  private final String text;

  StoredAs(String text) {
    this.text = text;
  }

  /** NumPy's name of it. */
  public String text() {
    return text;
  }

  /** The number that is stored for a value, which is infinite where there is none. */
  abstract float nearest(float value);

  static StoredAs of(String text) throws FeatureFileException {
    for (StoredAs each : values()) {
      if (each.text.equals(text)) {
        return each;
      }
    }
    throw new FeatureFileException("features are stored as " + text);
  }
}
