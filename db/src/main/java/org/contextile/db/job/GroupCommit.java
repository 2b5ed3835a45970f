// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import org.contextile.db.workspace.WorkspaceScope;
import org.jspecify.annotations.Nullable;

/**
 * Group commit: threads that end their jobs at the same moment share a statement and its commit.
 * While one call is under way those who come gather, and the first of them to get the turn ends the
 * jobs of all. Nobody waits for others to come, and everybody returns only when his end is
 * committed.
 */
final class GroupCommit {
  private static final int AT_MOST = 128;

  private final AttemptEnds ends;
  private final Queue<Member> gathered = new ConcurrentLinkedQueue<>();
  private final Semaphore turn = new Semaphore(1);

  GroupCommit(AttemptEnds ends) {
    this.ends = ends;
  }

  /**
   * Ends an attempt for whose job nobody waits. Not to be called within a transaction: it would not
   * be part of it.
   *
   * @return empty, and nothing done, when somebody waits for the job or the lease is lost
   */
  Optional<EndedAttempt> succeed(JobLease lease, String resultJson) {
    Member member = new Member(lease, resultJson, Thread.currentThread());
    gathered.add(member);
    boolean interrupted = false;
    while (!member.committed) {
      if (turn.tryAcquire()) {
        try {
          if (!member.committed) {
            commit();
          }
        } finally {
          turn.release();
          wakeNext();
        }
      } else {
        LockSupport.park(this);
        // Otherwise it would not park again.
        interrupted |= Thread.interrupted();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    // What failed for all may be the fault of one: each then tries by himself.
    return member.failed
        ? Optional.ofNullable(ends.succeed(List.of(lease), List.of(resultJson)).get(lease.jobId()))
        : Optional.ofNullable(member.end);
  }

  /** Whoever came while the turn was taken sees it free, or is seen here. */
  private void wakeNext() {
    Member next = gathered.peek();
    if (next != null) {
      LockSupport.unpark(next.thread);
    }
  }

  private void commit() {
    List<Member> members = gather();
    Map<UUID, EndedAttempt> done = Map.of();
    boolean failed = true;
    try {
      if (!members.isEmpty()) {
        done =
            WorkspaceScope.inAll(
                () ->
                    ends.succeed(
                        members.stream().map(Member::lease).toList(),
                        members.stream().map(Member::resultJson).toList()));
      }
      failed = false;
    } catch (RuntimeException e) {
      // Each meets his own when he tries by himself.
    } finally {
      for (Member member : members) {
        member.tell(done.get(member.lease.jobId()), failed);
      }
    }
  }

  private List<Member> gather() {
    List<Member> members = new ArrayList<>();
    Member member = gathered.poll();
    while (member != null) {
      members.add(member);
      member = members.size() < AT_MOST ? gathered.poll() : null;
    }
    return members;
  }

  /** One thread's end. */
  private static final class Member {
    private final JobLease lease;
    private final String resultJson;
    private final Thread thread;
    private @Nullable EndedAttempt end;
    private boolean failed;

    /** Written last and read first. */
    private volatile boolean committed;

    private Member(JobLease lease, String resultJson, Thread thread) {
      this.lease = lease;
      this.resultJson = resultJson;
      this.thread = thread;
    }

    private JobLease lease() {
      return lease;
    }

    private String resultJson() {
      return resultJson;
    }

    private void tell(@Nullable EndedAttempt itsEnd, boolean itFailed) {
      end = itsEnd;
      failed = itFailed;
      committed = true;
      LockSupport.unpark(thread);
    }
  }
}
