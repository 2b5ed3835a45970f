// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.start;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.contextile.bench.JsonLine;

/**
 * Processor seconds of the standalone server from its launch until its health is {@code UP}, on a
 * directory that it has been started on before: of a build from before, of this one, and of this
 * one with its AOT cache, in turns. The database's own processes are not counted.
 */
public final class StartBench {
  private static final int ROUNDS = 3;

  private StartBench() {}

  /**
   * @param arguments a built checkout from before, one of now, and java's arguments by which the
   *     latter starts with its cache
   */
  public static void main(String[] arguments) throws Exception {
    Path before = Path.of(arguments[0]).toAbsolutePath();
    Path now = Path.of(arguments[1]).toAbsolutePath();
    Map<String, StandaloneStart> starts = new LinkedHashMap<>();
    starts.put("before", StandaloneStart.of(before, StandaloneStart.classPath(before)));
    starts.put("now", StandaloneStart.of(now, StandaloneStart.classPath(now)));
    starts.put("aot", StandaloneStart.of(now, List.of(arguments).subList(2, arguments.length)));
    Map<String, List<StandaloneStart.Cost>> costs = new LinkedHashMap<>();
    for (int round = 0; round <= ROUNDS; round++) {
      for (Map.Entry<String, StandaloneStart> start : starts.entrySet()) {
        StandaloneStart.Cost cost = start.getValue().measure();
        System.out.printf(
            "%s%s: %.1f CPU-s, %.1f s%n",
            start.getKey(),
            round == 0 ? " (first, not counted)" : "",
            cost.processorSeconds(),
            cost.seconds());
        if (round > 0) {
          costs.computeIfAbsent(start.getKey(), _ -> new ArrayList<>()).add(cost);
        }
      }
    }
    for (StandaloneStart start : starts.values()) {
      start.close();
    }
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("bench", "start");
    costs.forEach(
        (name, some) -> {
          figures.put(
              name + "_cpu_s",
              median(some.stream().map(StandaloneStart.Cost::processorSeconds).toList()));
          figures.put(
              name + "_s", median(some.stream().map(StandaloneStart.Cost::seconds).toList()));
        });
    JsonLine.print(figures);
  }

  private static double median(List<Double> some) {
    return some.stream().sorted().toList().get(some.size() / 2);
  }
}
