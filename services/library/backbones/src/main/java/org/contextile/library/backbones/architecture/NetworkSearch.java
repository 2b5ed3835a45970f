// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.backbones.architecture;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.contextile.library.backbones.IncompatibleModelException;
import org.contextile.library.backbones.architecture.Architecture.Blueprint;
import org.contextile.library.tensors.StateDict;
import org.contextile.library.torch.ScriptNode;

/**
 * Finds a network's tensors in a file. Trainers and wrappers put names before theirs ({@code
 * module.}, {@code _orig_mod.}, {@code state_dict.model.backbone.}) and other networks beside them
 * (a teacher, a moving average, a head): a network is where, below one prefix, all that it needs
 * lies and nothing else does. What lies elsewhere is not its own.
 */
final class NetworkSearch {

  /** How many steps down a network is looked for. */
  private static final int MAX_STEPS = 8;

  private static final int MOST_PLACES = 200;
  private static final int MOST_LISTED = 20;

  private final Blueprint blueprint;
  private final int blocks;
  private final StateDict stored;

  private NetworkSearch(Blueprint blueprint, int blocks, StateDict stored) {
    this.blueprint = blueprint;
    this.blocks = blocks;
    this.stored = stored;
  }

  /** The network as it would be made of what lies below a prefix, be it whole or not. */
  private record Place(String prefix, ScriptNode network, StoredWeights weights) {

    private boolean isWhole() {
      return weights.refusal().isEmpty();
    }
  }

  /** A network, where it was found, and the names of what lies elsewhere in the file. */
  record Found(ScriptNode network, String prefix, List<String> others) {}

  /**
   * @param asked the prefix that the user named; empty to look for it
   * @throws IncompatibleModelException if there is no such network, or more than one
   */
  static Found find(Blueprint blueprint, int blocks, StateDict stored, Optional<String> asked) {
    return new NetworkSearch(blueprint, blocks, stored).find(asked);
  }

  private Found find(Optional<String> asked) {
    Place place = asked.isPresent() ? named(dotted(asked.get())) : only();
    Optional<String> refusal = place.weights.refusal();
    if (refusal.isPresent()) {
      throw new IncompatibleModelException(
          "the weights are not those of this architecture: "
              + refusal.get()
              + (place.prefix.isEmpty() ? "" : "; looked for below " + place.prefix)
              + place.weights.advice(blueprint).map(advice -> "; " + advice).orElse(""));
    }
    List<String> others =
        stored.names().stream().filter(name -> !name.startsWith(place.prefix)).toList();
    return new Found(place.network, place.prefix, others);
  }

  private static String dotted(String prefix) {
    return prefix.isEmpty() || prefix.endsWith(".") ? prefix : prefix + ".";
  }

  private Place named(String prefix) {
    if (stored.names().stream().noneMatch(name -> name.startsWith(prefix))) {
      TreeSet<String> first = new TreeSet<>();
      stored.names().forEach(name -> first.add(name.substring(0, name.indexOf('.') + 1)));
      throw new IncompatibleModelException(
          "no tensor's name begins with the prefix %s; they begin with %s"
              .formatted(prefix, listed(first.stream().filter(it -> !it.isEmpty()).toList())));
    }
    return at(prefix);
  }

  private Place only() {
    Place whole = at("");
    if (whole.isWhole()) {
      return whole;
    }
    List<Place> places = new ArrayList<>(List.of(whole));
    prefixes(whole.weights.wanted() / 2).stream().map(this::at).forEach(places::add);
    List<String> found = new ArrayList<>();
    Place only = whole;
    for (Place place : places) {
      // What a network is called inside of itself makes it no second one.
      if (place.isWhole() && found.stream().noneMatch(place.prefix::startsWith)) {
        found.add(place.prefix);
        only = place;
      }
    }
    if (found.size() == 1 && !only.prefix.isEmpty()) {
      refuseTwinWithoutPrefix(only.prefix);
    }
    return switch (found.size()) {
      case 0 -> nearest(places);
      case 1 -> only;
      default ->
          throw new IncompatibleModelException(
              "the file holds %d networks of this architecture, below %s: say by prefix which one"
                  .formatted(found.size(), listed(found)));
    };
  }

  /** A network whose names have no prefix is not whole by itself when another is in the file. */
  private void refuseTwinWithoutPrefix(String prefix) {
    Set<String> names = Set.copyOf(stored.names());
    boolean twin =
        names.stream()
            .filter(name -> name.startsWith(prefix))
            .map(name -> name.substring(prefix.length()))
            .allMatch(names::contains);
    if (twin) {
      throw new IncompatibleModelException(
          "the file holds 2 networks of this architecture, one below %s and one without a prefix: give the prefix for the former, or a file that holds only the latter"
              .formatted(prefix));
    }
  }

  /** To say what is wrong with it. */
  private static Place nearest(List<Place> places) {
    return places.stream()
        .max(
            Comparator.comparingInt((Place place) -> place.weights.matching())
                .thenComparingInt(place -> -place.weights.problems())
                .thenComparingInt(place -> -place.prefix.length()))
        .orElseThrow();
  }

  private Place at(String prefix) {
    TimmStateDict table = new TimmStateDict(stored, prefix);
    blueprint.translate(table);
    StoredWeights weights = new StoredWeights(table);
    ScriptNode network = blueprint.assemble(Layers.of(weights), blocks);
    weights.compare(name -> blueprint.dispensable(name, blocks));
    return new Place(prefix, network, weights);
  }

  /** The beginnings that at least so many names share, the shortest first. */
  private List<String> prefixes(int least) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (String name : stored.names()) {
      int dot = name.indexOf('.');
      for (int step = 0; dot >= 0 && step < MAX_STEPS; step++, dot = name.indexOf('.', dot + 1)) {
        counts.merge(name.substring(0, dot + 1), 1, Integer::sum);
      }
    }
    return counts.entrySet().stream()
        .filter(it -> it.getValue() >= Math.max(1, least) && !blueprint.within(it.getKey()))
        .map(Map.Entry::getKey)
        .sorted(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()))
        .limit(MOST_PLACES)
        .toList();
  }

  private static String listed(List<String> names) {
    int more = names.size() - MOST_LISTED;
    return String.join(", ", names.subList(0, Math.min(names.size(), MOST_LISTED)))
        + (more > 0 ? " and " + more + " more" : "");
  }
}
