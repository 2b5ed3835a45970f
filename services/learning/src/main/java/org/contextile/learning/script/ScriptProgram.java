// SPDX-License-Identifier: Apache-2.0
package org.contextile.learning.script;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The text of a TorchScript program: {@code class NAME(Module):} blocks holding methods in
 * PyTorch's style, where {@code torch.f} is an ATen operator. Declarations of parameters, buffers,
 * constants and children are left out; {@link ScriptArchive} derives them from the modules.
 */
public final class ScriptProgram {

  private static final String CLASS = "class ";

  private final Map<String, String> bodies;

  private ScriptProgram(Map<String, String> bodies) {
    this.bodies = bodies;
  }

  /**
   * Reads a program that lies beside a class.
   *
   * @param anchor the class in whose package the resource lies
   * @param name the resource, for example {@code resnet.py}
   * @throws IllegalArgumentException if there is none
   */
  public static ScriptProgram resource(Class<?> anchor, String name) {
    return resource(anchor, name, UnaryOperator.identity());
  }

  /**
   * Reads a program that lies beside a class and is completed before it is parsed.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static ScriptProgram resource(
      Class<?> anchor, String name, UnaryOperator<String> completion) {
    try (InputStream in = anchor.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalArgumentException("no program " + name + " beside " + anchor.getName());
      }
      return parse(completion.apply(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Splits a program's text into its classes. */
  public static ScriptProgram parse(String text) {
    Map<String, String> bodies = new LinkedHashMap<>();
    String current = "";
    StringBuilder body = new StringBuilder();
    for (String line : text.lines().toList()) {
      if (line.startsWith(CLASS)) {
        keep(bodies, current, body);
        current = line.substring(CLASS.length(), line.indexOf('('));
        body.setLength(0);
      } else if (!current.isEmpty()) {
        body.append(line).append('\n');
      }
    }
    keep(bodies, current, body);
    return new ScriptProgram(bodies);
  }

  /** The classes of both programs. */
  public ScriptProgram and(ScriptProgram other) {
    Map<String, String> all = new LinkedHashMap<>(bodies);
    other.bodies.forEach(
        (name, body) -> {
          if (all.put(name, body) != null) {
            throw new IllegalArgumentException("class " + name + " is defined twice");
          }
        });
    return new ScriptProgram(all);
  }

  private static void keep(Map<String, String> bodies, String name, StringBuilder body) {
    if (!name.isEmpty() && bodies.put(name, body.toString()) != null) {
      throw new IllegalArgumentException("class " + name + " is defined twice");
    }
  }

  /** The methods of a class, indented as they stand in the text. */
  String body(String className) {
    String body = bodies.get(className);
    if (body == null) {
      throw new IllegalArgumentException("the program has no class " + className);
    }
    return body;
  }
}
