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
-- The commit is not waited for. Should the server crash before it is on disk, the jobs are as if never claimed: the
-- worker's token is unknown, so that nothing it does counts, and any later commit of its own writes this one first.
CREATE FUNCTION claim_jobs(wanted text, claimer text, lease interval, at_most integer, cap integer, caps jsonb,
                           has_gpu boolean, has_memory_bytes bigint)
    RETURNS TABLE (id uuid, token uuid, workspace text, attempt integer, request jsonb, checkpoint_digest text,
                   input_digests text[], divisible boolean)
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
        SELECT own.place, share.running + row_number() OVER (
                   PARTITION BY share.workspace ORDER BY own.priority DESC, own.run_after, own.job_id) AS load,
               share.served_at, own.priority, own.run_after, own.job_id
        FROM share
        CROSS JOIN LATERAL (
            SELECT w.ctid AS place, w.priority, w.run_after, w.job_id
            FROM job_waiting w JOIN job ON job.id = w.job_id
            WHERE w.kind = wanted AND NOT w.blocked AND w.workspace = share.workspace
              AND w.run_after <= clock_timestamp()
              AND (has_gpu OR NOT w.needs_gpu) AND w.needs_memory_bytes <= has_memory_bytes
              AND job.state = 'QUEUED'
            ORDER BY w.priority DESC, w.run_after, w.job_id
            LIMIT greatest(least(at_most, share.room), 0)
            FOR NO KEY UPDATE OF job SKIP LOCKED) AS own),
    chosen AS (
        SELECT place, row_number() OVER best AS turn FROM candidate
        WINDOW best AS (ORDER BY load, served_at NULLS FIRST, priority DESC, run_after, job_id)
        ORDER BY 2 LIMIT at_most),
    called AS (
        DELETE FROM job_waiting w USING chosen WHERE w.ctid = chosen.place RETURNING w.job_id, chosen.turn),
    taken AS (
        UPDATE job SET state = 'RUNNING', attempt = job.attempt + 1, version = job.version + 1,
                       started_at = coalesce(job.started_at, clock_timestamp())
        FROM called WHERE job.id = called.job_id
        RETURNING job.id, gen_random_uuid() AS token, job.workspace, job.attempt, job.request, job.checkpoint_digest,
                  job.input_digests, job.parent_id IS NULL AND NOT job.divided AS divisible, called.turn),
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
    SELECT taken.id, taken.token, taken.workspace, taken.attempt, taken.request, taken.checkpoint_digest,
           taken.input_digests, taken.divisible
    FROM taken ORDER BY taken.turn;
END
$$;
