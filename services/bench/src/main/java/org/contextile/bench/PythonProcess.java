// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A Python process that takes one command per line, a JSON array of arguments, and answers each
 * with a line of JSON.
 */
public final class PythonProcess implements AutoCloseable {

  private static final JsonMapper JSON = new JsonMapper();

  private final Process process;
  private final Writer commands;
  private final BufferedReader answers;

  private PythonProcess(Process process) {
    this.process = process;
    this.commands = process.outputWriter(StandardCharsets.UTF_8);
    this.answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /**
   * @param python an interpreter that can import what the script does
   * @param script which serves when its first argument is {@code serve}
   * @throws IOException if it cannot be started
   */
  public static PythonProcess start(Path python, Path script) throws IOException {
    return new PythonProcess(
        new ProcessBuilder(python.toString(), script.toString(), "serve")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start());
  }

  /**
   * Waits for a command's answer.
   *
   * @throws IOException if the command fails, or the process has ended
   */
  public JsonNode run(List<String> arguments) throws IOException {
    commands.write(JSON.writeValueAsString(arguments) + "\n");
    commands.flush();
    String line = answers.readLine();
    if (line == null) {
      throw new IOException("Python has ended while it did " + arguments);
    }
    JsonNode answer = JSON.readTree(line);
    if (answer.has("error")) {
      throw new IOException(answer.path("error").asString() + " while it did " + arguments);
    }
    return answer;
  }

  @Override
  public void close() {
    try {
      commands.close();
      process.waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
    }
  }
}
