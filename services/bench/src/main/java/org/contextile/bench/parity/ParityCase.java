// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.parity;

import java.util.ArrayList;
import java.util.List;

/**
 * A network to compare.
 *
 * @param label tells cases of one name apart
 * @param name of the architecture in timm
 * @param arguments of timm's constructor that differ from the name's, JSON
 * @param sizePx side of the images; 0 for the name's own
 * @param otherSizePx a second side at which features are compared; 0 for none
 * @param afterBlock the last block that remains, counted from 1; 0 for all
 * @param gradients whether gradients are compared too
 */
record ParityCase(
    String label,
    String name,
    String arguments,
    int sizePx,
    int otherSizePx,
    int afterBlock,
    boolean gradients) {

  static ParityCase of(String name, int sizePx, int otherSizePx) {
    return new ParityCase(name, name, "{}", sizePx, otherSizePx, 0, false);
  }

  ParityCase labelled(String other) {
    return new ParityCase(other, name, arguments, sizePx, otherSizePx, afterBlock, gradients);
  }

  ParityCase with(String json) {
    return new ParityCase(label, name, json, sizePx, otherSizePx, afterBlock, gradients);
  }

  ParityCase after(int block) {
    return new ParityCase(
        label + " after block " + block, name, arguments, sizePx, otherSizePx, block, gradients);
  }

  ParityCase withGradients() {
    return new ParityCase(label, name, arguments, sizePx, otherSizePx, afterBlock, true);
  }

  /** The fixture script's arguments. */
  List<String> command(String directory) {
    List<String> command =
        new ArrayList<>(List.of("make", name, directory, "--model-args", arguments));
    add(command, "--size", sizePx);
    add(command, "--other-size", otherSizePx);
    add(command, "--after-block", afterBlock);
    if (gradients) {
      command.add("--gradients");
    }
    command.addAll(List.of("--pool", pool()));
    return command;
  }

  /** What of the tokens becomes the feature where timm gives all of them. */
  String pool() {
    return arguments.contains("token+avg") ? "token+avg" : "token";
  }

  private static void add(List<String> command, String option, int value) {
    if (value > 0) {
      command.addAll(List.of(option, Integer.toString(value)));
    }
  }
}
