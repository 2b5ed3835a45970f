-- SPDX-License-Identifier: Apache-2.0
--
-- Whoever connects takes one of two roles for as long as it works for somebody (org.contextile.db.workspace):
-- contextile_workspace sees the rows of the workspace that the connection names and no other, contextile_system those of
-- all. Neither owns a table nor may bypass a policy. Who has taken neither role, and is not the owner, may read nothing:
-- hence INHERIT FALSE.
--
-- Roles belong to the server, not to the database: another database of it may have made them already.
DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['contextile_nobody', 'contextile_workspace', 'contextile_system'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I NOLOGIN NOBYPASSRLS NOINHERIT', wanted);
            EXCEPTION WHEN duplicate_object OR unique_violation THEN
                NULL;
            END;
        END IF;
        IF NOT pg_has_role(current_user, wanted, 'SET') THEN
            EXECUTE format('GRANT %I TO current_user WITH INHERIT FALSE, SET TRUE', wanted);
        END IF;
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', current_schema(), wanted);
    END LOOP;
END
$$;

-- A job's rows may be added by the statement that adds the job, which no query can see yet: not whose job it is is asked
-- of them, but whether it is somebody else's. By the owner, since others see their own jobs only.
CREATE FUNCTION is_job_of_another(job_id uuid) RETURNS boolean STABLE SECURITY DEFINER
BEGIN ATOMIC
    SELECT EXISTS (
        SELECT FROM job WHERE job.id = is_job_of_another.job_id
                          AND job.workspace <> current_setting('contextile.workspace'));
END;
REVOKE EXECUTE ON FUNCTION is_job_of_another FROM PUBLIC;
GRANT EXECUTE ON FUNCTION is_job_of_another TO contextile_workspace;

DO $$
DECLARE
    own text;
    mine record;
BEGIN
    FOR mine IN
        SELECT c.oid::regclass AS name, p.parent, p.key,
               EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'workspace') AS owned
        FROM pg_class c
        -- Rows that carry no workspace are their parents'.
        LEFT JOIN (VALUES ('job_dependency', 'job', 'job_id'), ('job_event', 'job', 'job_id'),
                          ('job_input', 'job', 'job_id'), ('upload_part', 'upload', 'upload_id'),
                          ('cohort_slide', 'cohort', 'cohort_id')) AS p (child, parent, key) ON p.child = c.relname
        WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'v')
          AND c.relname <> 'flyway_schema_history'
    LOOP
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO contextile_workspace, contextile_system', mine.name);
        CONTINUE WHEN (SELECT relkind FROM pg_class WHERE oid = mine.name) = 'v';
        CONTINUE WHEN NOT mine.owned AND mine.parent IS NULL;
        own := CASE WHEN mine.owned THEN 'workspace = current_setting(''contextile.workspace'')'
               ELSE format('EXISTS (SELECT FROM %I WHERE %I.id = %s.%I)', mine.parent, mine.parent, mine.name, mine.key)
               END;
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', mine.name);
        EXECUTE format('CREATE POLICY own_workspace ON %s TO contextile_workspace USING (%s) WITH CHECK (%s)', mine.name,
                       own, CASE WHEN mine.parent = 'job' THEN 'NOT is_job_of_another(job_id)' ELSE own END);
        EXECUTE format('CREATE POLICY all_workspaces ON %s TO contextile_system USING (true)', mine.name);
    END LOOP;
END
$$;
