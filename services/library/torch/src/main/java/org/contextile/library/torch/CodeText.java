// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.torch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.contextile.library.torch.ScriptNode.Buffer;
import org.contextile.library.torch.ScriptNode.Child;
import org.contextile.library.torch.ScriptNode.FloatConstant;
import org.contextile.library.torch.ScriptNode.IntConstant;
import org.contextile.library.torch.ScriptNode.Member;
import org.contextile.library.torch.ScriptNode.Parameter;

/** Writes {@code code/__torch__.py}: every class once, with the declarations of its modules. */
final class CodeText {

  static final String PREFIX = "__torch__.";

  private final ScriptProgram program;
  private final Map<String, String> classes = new LinkedHashMap<>();

  private CodeText(ScriptProgram program) {
    this.program = program;
  }

  /**
   * @throws IllegalArgumentException if two modules of one class declare different members
   */
  static String of(ScriptNode root, ScriptProgram program) {
    CodeText text = new CodeText(program);
    text.add(root);
    return String.join("\n", text.classes.values());
  }

  private void add(ScriptNode node) {
    node.children().values().forEach(this::add);
    String body =
        node.shared()
            .map(shared -> chainBody(node, shared))
            .orElseGet(() -> program.body(node.className()));
    String text = declarations(node) + body;
    String known = classes.putIfAbsent(node.className(), text);
    if (known != null && !known.equals(text)) {
      throw new IllegalArgumentException(
          "modules of class " + node.className() + " differ in their members");
    }
  }

  private static String declarations(ScriptNode node) {
    StringBuilder text = new StringBuilder();
    text.append("class ").append(node.className()).append("(Module):\n");
    text.append("  __parameters__ = [").append(names(node, Parameter.class)).append("]\n");
    text.append("  __buffers__ = [").append(names(node, Buffer.class)).append("]\n");
    text.append("  training : bool\n");
    node.members().forEach((name, member) -> text.append(declaration(name, typeOf(member))));
    return text.toString();
  }

  private static String declaration(String name, String type) {
    boolean number = Character.isDigit(name.charAt(0));
    return number
        ? "  __annotations__[\"%s\"] = %s\n".formatted(name, type)
        : "  %s : %s\n".formatted(name, type);
  }

  private static String typeOf(Member member) {
    return switch (member) {
      case Parameter _, Buffer _ -> "Tensor";
      case Child(ScriptNode child) -> PREFIX + child.className();
      case IntConstant _ -> "int";
      case FloatConstant _ -> "float";
    };
  }

  private static String names(ScriptNode node, Class<? extends Member> kind) {
    return node.members().entrySet().stream()
        .filter(entry -> kind.isInstance(entry.getValue()))
        .map(entry -> "\"" + entry.getKey() + "\", ")
        .collect(Collectors.joining());
  }

  private static String chainBody(ScriptNode chain, List<String> shared) {
    StringBuilder body = new StringBuilder("  def forward(self, x: Tensor");
    shared.forEach(name -> body.append(", ").append(name).append(": Tensor"));
    body.append(") -> Tensor:\n");
    String arguments = String.join(", ", Stream.concat(Stream.of("x"), shared.stream()).toList());
    for (String name : chain.members().keySet()) {
      body.append("    x = getattr(self, \"%s\").forward(%s)\n".formatted(name, arguments));
    }
    return body.append("    return x\n").toString();
  }
}
