// SPDX-License-Identifier: Apache-2.0
package org.contextile.standalone;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;

/** Another process that starts a database on a directory, says where, and stays. */
final class DatabaseProcess {

  private DatabaseProcess() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    PrintStream out = System.out;
    // What libraries log goes elsewhere.
    System.setOut(System.err);
    try {
      EmbeddedDatabase database = EmbeddedDatabase.start(Path.of(arguments[0]));
      out.println(database.url());
      Thread.currentThread().join();
    } catch (DirectoryInUseException e) {
      out.println(e.getMessage());
      System.exit(1);
    }
  }
}
