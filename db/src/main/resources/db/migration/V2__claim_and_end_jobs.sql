-- SPDX-License-Identifier: Apache-2.0
--
-- Hands out up to at_most jobs of one kind, those that waited longest in the sense of fair share first.
--
-- A function, because a claim first waits for the claims before it and must then look with fresh eyes, while the worker,
-- which may freeze at any moment, is not asked in between: each statement in here has a snapshot of its own, and no
-- lock outlives the call. One claim a kind at a time is enough: it takes about a millisecond, for many jobs at once.
--
-- Fairness: each workspace's jobs go by priority, then age; between workspaces the one with fewer running jobs of the
-- kind goes first, then the one that was served longer ago.
--
-- Needs add up: the jobs handed out fit together into what the worker has free. The first that does not ends the claim,
-- although later ones might fit: else small jobs could keep a big one waiting for ever. Its needs are told, in a last row
-- without an id, so that the worker can make room.
--
-- The commit is not waited for. Should the server crash before it is on disk, the jobs are as if never claimed: the
-- worker's token is unknown, so that nothing it does counts, and any later commit of its own writes this one first.
CREATE FUNCTION claim_jobs(wanted text, claimer text, lease interval, at_most integer, cap integer, caps jsonb,
                           has_gpus integer, has_memory_bytes bigint, free_gpus integer,
                           free_memory_bytes bigint)
    RETURNS TABLE (id uuid, token uuid, workspace text, attempt integer, request jsonb, checkpoint_digest text,
                   input_digests text[], divided boolean, needs_gpu boolean, needs_memory_bytes bigint,
                   created_by text, traceparent text)
    LANGUAGE plpgsql
    -- The tables churn too fast for statistics: always the plan that goes by the indexes.
    SET enable_seqscan = off
    SET enable_bitmapscan = off
    SET enable_hashjoin = off
    SET enable_mergejoin = off
    SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
    PERFORM pg_advisory_xact_lock(20251, hashtext(wanted));
    PERFORM set_config('synchronous_commit', 'off', true);
    RETURN QUERY
    WITH RECURSIVE space (workspace) AS (
        (SELECT w.workspace FROM job_waiting w WHERE w.kind = wanted AND NOT w.blocked ORDER BY w.workspace LIMIT 1)
        UNION ALL
        SELECT (SELECT w.workspace FROM job_waiting w
                WHERE w.kind = wanted AND NOT w.blocked AND w.workspace > space.workspace
                ORDER BY w.workspace LIMIT 1)
        FROM space WHERE space.workspace IS NOT NULL),
    share AS (
        SELECT space.workspace, held.running, turn.served_at,
               coalesce((caps ->> space.workspace)::integer, cap) - held.running AS room
        FROM space
        CROSS JOIN LATERAL (
            SELECT count(*) AS running FROM job_lease l
            WHERE l.kind = wanted AND l.workspace = space.workspace) AS held
        LEFT JOIN job_turn turn ON turn.kind = wanted AND turn.workspace = space.workspace
        WHERE space.workspace IS NOT NULL),
    candidate AS (
        SELECT own.place, own.needs_gpu, own.needs_memory_bytes, share.running, share.served_at, own.priority,
               own.run_after, own.job_id,
               row_number() OVER (
                   PARTITION BY share.workspace ORDER BY own.priority DESC, own.run_after, own.job_id) AS nth
        FROM share
        CROSS JOIN LATERAL (
            SELECT w.ctid AS place, w.needs_gpu, w.needs_memory_bytes, w.priority, w.run_after, w.job_id
            FROM job_waiting w JOIN job ON job.id = w.job_id
            WHERE w.kind = wanted AND NOT w.blocked AND w.workspace = share.workspace
              AND w.run_after <= clock_timestamp()
              AND (has_gpus > 0 OR NOT w.needs_gpu) AND w.needs_memory_bytes <= has_memory_bytes
              AND job.state = 'QUEUED'
            ORDER BY w.priority DESC, w.run_after, w.job_id
            LIMIT greatest(least(at_most, share.room), 0)
            FOR NO KEY UPDATE OF job SKIP LOCKED) AS own),
    chosen AS (
        SELECT place, needs_gpu, needs_memory_bytes, row_number() OVER best AS turn FROM candidate
        -- Of equals, one that gets its first job now goes before one that gets its second.
        WINDOW best AS (ORDER BY running + nth, nth, served_at NULLS FIRST, priority DESC, run_after, job_id)
        ORDER BY turn LIMIT at_most),
    fitting AS (
        SELECT place, needs_gpu, needs_memory_bytes, turn,
               sum(needs_memory_bytes) OVER so_far <= free_memory_bytes
                   AND count(*) FILTER (WHERE needs_gpu) OVER so_far <= free_gpus AS fits
        FROM chosen WINDOW so_far AS (ORDER BY turn)),
    called AS (
        DELETE FROM job_waiting w USING fitting WHERE w.ctid = fitting.place AND fitting.fits
        RETURNING w.job_id, fitting.turn),
    taken AS (
        UPDATE job SET state = 'RUNNING', attempt = job.attempt + 1, version = job.version + 1,
                       started_at = coalesce(job.started_at, clock_timestamp())
        FROM called WHERE job.id = called.job_id
        RETURNING job.id, gen_random_uuid() AS token, job.workspace, job.attempt, job.request, job.checkpoint_digest,
                  job.input_digests, job.divided, job.needs_gpu, job.needs_memory_bytes, job.created_by, job.traceparent,
                  called.turn),
    leased AS (
        INSERT INTO job_lease (job_id, token, kind, workspace, attempt, worker, claimed_at, expires_at)
        SELECT taken.id, taken.token, wanted, taken.workspace, taken.attempt, claimer, clock_timestamp(),
               clock_timestamp() + lease
        FROM taken),
    reported AS (
        INSERT INTO job_event (job_id, type, data)
        SELECT taken.id, 'state',
               jsonb_build_object('state', 'RUNNING', 'attempt', taken.attempt, 'worker', claimer)
        FROM taken),
    served AS (
        INSERT INTO job_turn AS turn (kind, workspace, served_at)
        SELECT wanted, guest.workspace, clock_timestamp() FROM (SELECT DISTINCT taken.workspace FROM taken) AS guest
        ON CONFLICT ON CONSTRAINT job_turn_pkey DO UPDATE SET served_at = excluded.served_at)
    SELECT told.id, told.token, told.workspace, told.attempt, told.request, told.checkpoint_digest, told.input_digests,
           told.divided, told.needs_gpu, told.needs_memory_bytes, told.created_by, told.traceparent
    FROM (SELECT taken.id, taken.token, taken.workspace, taken.attempt, taken.request, taken.checkpoint_digest,
                 taken.input_digests, taken.divided, taken.needs_gpu, taken.needs_memory_bytes, taken.created_by, taken.traceparent,
                 taken.turn
          FROM taken
          UNION ALL
          (SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, fitting.needs_gpu, fitting.needs_memory_bytes,
                  NULL, NULL, fitting.turn
           FROM fitting WHERE NOT fitting.fits ORDER BY fitting.turn LIMIT 1)) AS told
    ORDER BY told.turn;
END
$$;

-- Ends attempts under their lease tokens, all in the same way: the leases go, the jobs move on, what happened is told. No
-- row for a token that does not hold (any more); with late, an expired lease will do, because the caller has locked it.
-- With alone, nothing happens to a job that others wait for: those must hear in the same transaction.
--
-- One call, because it is what every job ends with: a round trip that is not made is the fastest. For many at once, so
-- that those who end at the same time share a commit. A function, because the plan must go by the indexes: a table of
-- leases that was empty when it was last counted looks as if reading all of it were cheap.
CREATE FUNCTION end_attempts(jobs uuid[], tokens uuid[], results text[], late boolean, alone boolean, next text,
                             counted boolean, delay interval, problem text, outcome text, if_cancelled text)
    RETURNS TABLE (id uuid, kind text, state text, awaited boolean, parent_id uuid, talkative boolean)
    LANGUAGE plpgsql
    SET enable_seqscan = off
    SET enable_bitmapscan = off
    SET enable_hashjoin = off
    SET enable_mergejoin = off
    SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
DECLARE
    ended record;
BEGIN
    FOR ended IN
        WITH lease AS (
            DELETE FROM job_lease USING unnest(jobs, tokens, results) AS asked (job, token, result)
            WHERE job_lease.job_id = asked.job AND job_lease.token = asked.token
              AND (late OR job_lease.expires_at > clock_timestamp())
              AND (NOT alone OR EXISTS (
                SELECT 1 FROM job j WHERE j.id = asked.job AND NOT j.awaited AND j.parent_id IS NULL))
            RETURNING job_lease.job_id, job_lease.worker, job_lease.claimed_at, asked.result),
        -- What is decided by the state is decided under the lock of the row: a user may cancel at the same moment.
        moved AS (
            UPDATE job SET
                state = CASE WHEN job.state = 'CANCELLING' THEN 'CANCELLED' ELSE next END,
                version = job.version + 1,
                failures = job.failures + counted::integer,
                run_after = CASE WHEN delay > interval '0' THEN clock_timestamp() + delay ELSE job.run_after END,
                -- What has succeeded is whole, also where some of it was not needed, such as epochs after the best.
                completed = CASE WHEN job.state = 'RUNNING' AND next = 'SUCCEEDED'
                            THEN greatest(job.completed, job.total) ELSE job.completed END,
                result = CASE WHEN job.state = 'RUNNING' AND next = 'SUCCEEDED' THEN lease.result::jsonb END,
                error = CASE WHEN job.state = 'RUNNING' AND next = 'FAILED' THEN problem::jsonb END,
                divided = job.divided OR job.state = 'RUNNING' AND next = 'BLOCKED',
                checkpoint_digest = CASE WHEN job.state = 'RUNNING' AND next IN ('QUEUED', 'FAILED')
                                    THEN job.checkpoint_digest END,
                finished_at = CASE WHEN job.state = 'CANCELLING' OR next IN ('SUCCEEDED', 'FAILED', 'CANCELLED')
                              THEN clock_timestamp() END
            FROM lease WHERE job.id = lease.job_id
            RETURNING job.id, job.kind, job.state, job.awaited, job.parent_id, job.version, job.attempt,
                      job.finished_at, job.input_digests, lease.worker, lease.claimed_at),
        told AS (
            INSERT INTO job_event (job_id, type, data)
            SELECT moved.id, 'state', jsonb_strip_nulls(jsonb_build_object(
                'state', moved.state, 'attempt', moved.attempt, 'worker', moved.worker,
                'startedAt', moved.claimed_at,
                'outcome', CASE WHEN moved.state = 'CANCELLED' THEN if_cancelled ELSE outcome END,
                'error', problem::jsonb))
            FROM moved)
        SELECT moved.*, moved.version > 2 * moved.attempt + 1 AS spoke FROM moved
    LOOP
        IF ended.finished_at IS NOT NULL AND cardinality(ended.input_digests) > 0 THEN
            DELETE FROM job_input WHERE job_input.job_id = ended.id;
        END IF;
        -- A job of which nothing was reported has one version more for each claim and each end.
        IF ended.finished_at IS NOT NULL AND ended.spoke THEN
            DELETE FROM job_event WHERE job_event.job_id = ended.id AND job_event.type = 'progress';
        END IF;
        id := ended.id;
        kind := ended.kind;
        state := ended.state;
        awaited := ended.awaited;
        parent_id := ended.parent_id;
        talkative := ended.spoke;
        RETURN NEXT;
    END LOOP;
END
$$;
