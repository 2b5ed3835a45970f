// SPDX-License-Identifier: Apache-2.0
package org.contextile.finetune.training;

import org.contextile.library.mcm.Teacher;

/**
 * A teacher and what it keeps open.
 *
 * @param closing frees it
 */
record LoadedTeacher(Teacher teacher, Runnable closing) implements AutoCloseable {

  @Override
  public void close() {
    closing.run();
  }
}
