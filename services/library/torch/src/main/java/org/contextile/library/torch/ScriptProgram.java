// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.torch;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of a TorchScript program: {@code class NAME(Module):} blocks holding methods in
 * PyTorch's style, where {@code torch.f} is an ATen operator. Declarations of parameters, buffers,
 * constants and children are left out; {@link ScriptArchive} derives them from the modules. A class
 * that names others in the place of {@code Module} has their methods, too.
 */
public final class ScriptProgram {

  private static final Pattern CLASS =
      Pattern.compile("^class (\\w+)\\(([\\w, ]+)\\):\\R", Pattern.MULTILINE);
  private static final String ROOT = "Module";

  private final Map<String, ScriptClass> classes;

  private ScriptProgram(Map<String, ScriptClass> classes) {
    this.classes = classes;
  }

  private record ScriptClass(List<String> parents, String methods) {}

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
    Map<String, ScriptClass> classes = new LinkedHashMap<>();
    Matcher matcher = CLASS.matcher(text);
    int from = matcher.find() ? matcher.start() : text.length();
    while (from < text.length()) {
      String name = matcher.group(1);
      List<String> parents = List.of(matcher.group(2).split(", *"));
      int begin = matcher.end();
      from = matcher.find() ? matcher.start() : text.length();
      add(classes, name, new ScriptClass(parents, text.substring(begin, from)));
    }
    return new ScriptProgram(classes);
  }

  /** The classes of both programs. */
  public ScriptProgram and(ScriptProgram other) {
    Map<String, ScriptClass> all = new LinkedHashMap<>(classes);
    other.classes.forEach((name, added) -> add(all, name, added));
    return new ScriptProgram(all);
  }

  private static void add(Map<String, ScriptClass> classes, String name, ScriptClass added) {
    if (classes.put(name, added) != null) {
      throw new IllegalArgumentException("class " + name + " is defined twice");
    }
  }

  /** The methods of a class and its parents, indented as they stand in the text. */
  String body(String className) {
    ScriptClass found = classes.get(className);
    if (found == null) {
      throw new IllegalArgumentException("the program has no class " + className);
    }
    StringBuilder body = new StringBuilder();
    for (String parent : found.parents) {
      if (!parent.equals(ROOT)) {
        body.append(body(parent));
      }
    }
    return body.append(found.methods).toString();
  }
}
