// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.stored;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Decoded tiles of one slide, in native memory of a fixed bound, shared by its threads: a tile that
 * several ask for is decoded by the first of them, while the others wait. The one not used for
 * longest makes way. Nothing is allocated once all slots have been used.
 */
final class TileCache implements AutoCloseable {
  private static final int NONE = -1;

  private enum State {
    EMPTY,
    LOADING,
    READY
  }

  private final long slotBytes;
  private final int[] tilesOfLevel;

  /** Slots by tile, a table a level. */
  private final Map<Integer, int[]> tables = new HashMap<>();

  private final Arena arena = Arena.ofShared();
  private final @Nullable MemorySegment[] memory;
  private final State[] states;
  private final int[] levels;
  private final int[] tiles;
  private final int[] pins;
  private final int[] older;
  private final int[] newer;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private int oldest = NONE;
  private int newest = NONE;

  /**
   * @param slots tiles that are held, more than threads that read
   * @param slotBytes of the largest tile
   * @param tilesOfLevel how many tiles each level has; 0 for one that has none here
   */
  TileCache(int slots, long slotBytes, int[] tilesOfLevel) {
    this.slotBytes = slotBytes;
    this.memory = new MemorySegment[slots];
    this.states = new State[slots];
    Arrays.fill(states, State.EMPTY);
    this.levels = new int[slots];
    this.tiles = new int[slots];
    this.pins = new int[slots];
    this.older = new int[slots];
    this.newer = new int[slots];
    this.tilesOfLevel = tilesOfLevel.clone();
    for (int slot = 0; slot < slots; slot++) {
      append(slot);
    }
  }

  /**
   * Keeps a tile from making way until {@link #release}, waiting for it while another thread loads
   * it.
   *
   * @return its slot; or, where it is not there, the complement of the slot that the caller is to
   *     load, and then to call {@link #loaded} or {@link #failed}
   */
  int acquire(int level, int tile) {
    lock.lock();
    try {
      while (true) {
        int slot = slotsOf(level)[tile];
        if (slot == NONE) {
          int free = free();
          if (free != NONE) {
            take(free, level, tile);
            return ~free;
          }
        } else if (states[slot] == State.READY) {
          pins[slot]++;
          touch(slot);
          return slot;
        }
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The memory of a slot that is kept. */
  MemorySegment memory(int slot) {
    MemorySegment there = memory[slot];
    if (there == null) {
      there = arena.allocate(slotBytes, 64);
      memory[slot] = there;
    }
    return there;
  }

  /** The caller has written the tile, and still keeps it. */
  void loaded(int slot) {
    lock.lock();
    try {
      states[slot] = State.READY;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The caller could not load the tile, and keeps it no more; whoever waits tries for himself. */
  void failed(int slot) {
    lock.lock();
    try {
      slotsOf(levels[slot])[tiles[slot]] = NONE;
      states[slot] = State.EMPTY;
      pins[slot] = 0;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void release(int slot) {
    lock.lock();
    try {
      pins[slot]--;
      if (pins[slot] == 0) {
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    arena.close();
  }

  /** Levels that nobody reads take no table. */
  private int[] slotsOf(int level) {
    return tables.computeIfAbsent(level, this::table);
  }

  private int[] table(int level) {
    int[] table = new int[tilesOfLevel[level]];
    Arrays.fill(table, NONE);
    return table;
  }

  private int free() {
    for (int slot = oldest; slot != NONE; slot = newer[slot]) {
      if (pins[slot] == 0) {
        return slot;
      }
    }
    return NONE;
  }

  private void take(int slot, int level, int tile) {
    if (states[slot] == State.READY) {
      slotsOf(levels[slot])[tiles[slot]] = NONE;
    }
    levels[slot] = level;
    tiles[slot] = tile;
    slotsOf(level)[tile] = slot;
    states[slot] = State.LOADING;
    pins[slot] = 1;
    touch(slot);
  }

  private void touch(int slot) {
    if (slot == newest) {
      return;
    }
    int before = older[slot];
    int after = newer[slot];
    if (before == NONE) {
      oldest = after;
    } else {
      newer[before] = after;
    }
    older[after] = before;
    append(slot);
  }

  private void append(int slot) {
    older[slot] = newest;
    newer[slot] = NONE;
    if (newest == NONE) {
      oldest = slot;
    } else {
      newer[newest] = slot;
    }
    newest = slot;
  }
}
