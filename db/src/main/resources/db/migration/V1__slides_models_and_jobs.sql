-- SPDX-License-Identifier: Apache-2.0
--
-- Ids are UUIDs of version 7: they sort by the time they were made, so lists page backwards over (workspace, id).
-- Every row that a user owns carries its workspace. created_by is the subject of the caller whose request
-- made the row, or submitted the job that did; the connection names it.
-- What is ON DELETE CASCADE is a part of what it refers to; all else that hangs on something is told to whoever wants
-- to delete it (org.contextile.db.upkeep).
-- Sizes are pixels (_px) or bytes, resolutions microns per pixel (mpp).

CREATE TABLE artifact (
    digest     text PRIMARY KEY CHECK (digest ~ '^[0-9a-f]{64}$'),
    size_bytes bigint      NOT NULL CHECK (size_bytes >= 0),
    media_type text        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE artifact IS 'Immutable bytes named by their SHA-256. Belongs to no workspace: only rows that refer to it do.';

CREATE TABLE artifact_part (
    whole text NOT NULL REFERENCES artifact (digest) ON DELETE CASCADE,
    part  text NOT NULL REFERENCES artifact (digest),
    PRIMARY KEY (whole, part)
);
COMMENT ON TABLE artifact_part IS 'What the artifact of a list of files refers to: the parts stay as long as the whole.';
CREATE INDEX artifact_part_of ON artifact_part (part);

CREATE TABLE artifact_hold (
    digest  text NOT NULL REFERENCES artifact (digest),
    holder  uuid NOT NULL,
    held_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (digest, holder)
);
COMMENT ON TABLE artifact_hold IS 'Who may still refer to an artifact: whoever stored it, and ended jobs that may be tried again. It lapses after the grace period.';
CREATE INDEX artifact_hold_holder ON artifact_hold (holder);
CREATE INDEX artifact_hold_age ON artifact_hold (held_at);

---------------------------------------------------------------------------------------------------------------- jobs

CREATE TABLE job (
    id                 uuid PRIMARY KEY DEFAULT uuidv7(),
    workspace          text        NOT NULL,
    kind               text        NOT NULL CHECK (kind IN ('ingest', 'feature-extraction', 'fine-tuning',
                                                            'mil-training', 'classification',
                                                            'model-import')),
    state              text        NOT NULL CHECK (state IN ('BLOCKED', 'QUEUED', 'RUNNING', 'CANCELLING',
                                                             'SUCCEEDED', 'FAILED', 'CANCELLED')),
    priority           integer     NOT NULL DEFAULT 0,
    run_after          timestamptz NOT NULL DEFAULT now(),
    needs_gpu          boolean     NOT NULL DEFAULT false,
    needs_memory_bytes bigint      NOT NULL DEFAULT 0 CHECK (needs_memory_bytes >= 0),
    attempt            integer     NOT NULL DEFAULT 0 CHECK (attempt >= 0),
    failures           integer     NOT NULL DEFAULT 0 CHECK (failures >= 0),
    max_attempts       integer     NOT NULL CHECK (max_attempts >= 1),
    version            bigint      NOT NULL DEFAULT 1,
    parent_id          uuid REFERENCES job (id) ON DELETE CASCADE,
    divided            boolean     NOT NULL DEFAULT false,
    awaited            boolean     NOT NULL DEFAULT false,
    phase              text,
    completed          bigint      NOT NULL DEFAULT 0,
    total              bigint      NOT NULL DEFAULT 0,
    unit               text,
    checkpoint_digest  text REFERENCES artifact (digest),
    request            jsonb       NOT NULL,
    result             jsonb,
    error              jsonb,
    input_digests      text[]      NOT NULL DEFAULT '{}',
    created_at         timestamptz NOT NULL DEFAULT now(),
    created_by         text DEFAULT nullif(current_setting('contextile.subject', true), ''),
    started_at         timestamptz,
    finished_at        timestamptz,
    idempotency_key    text,
    request_digest     text,
    traceparent        text CHECK (length(traceparent) = 55),
    CHECK ((idempotency_key IS NULL) = (request_digest IS NULL)),
    CHECK ((state IN ('SUCCEEDED', 'FAILED', 'CANCELLED')) = (finished_at IS NOT NULL)),
    CHECK ((state = 'FAILED') = (error IS NOT NULL)),
    CHECK (result IS NULL OR state = 'SUCCEEDED')
) WITH (fillfactor = 70);
COMMENT ON TABLE job IS 'The truth about all work. State changes only along the transition table of org.contextile.db.job.JobTransitions.';
COMMENT ON COLUMN job.attempt IS 'Number of the latest attempt: how often the job was claimed.';
COMMENT ON COLUMN job.failures IS 'Attempts that count against max_attempts: failed or expired since the last retry by a user.';
COMMENT ON COLUMN job.version IS 'Grows with every change that a client can see: the ETag.';
COMMENT ON COLUMN job.divided IS 'It has children; it waits for them and is run again when they have succeeded.';
COMMENT ON COLUMN job.traceparent IS 'The span that submitted it, after W3C Trace Context; a child has its parent''s.';
COMMENT ON COLUMN job.awaited IS 'Some job depends on it. Read under the row''s lock by whoever ends it.';

-- No index on state, phase, completed, total, unit or version: every step of a job's life, but for the digest of a
-- checkpoint, is a heap-only (HOT) update. What is claimed or looked for by state is in job_waiting and job_lease.
CREATE INDEX job_newest ON job (workspace, id);
CREATE UNIQUE INDEX job_request ON job (workspace, idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX job_parent ON job (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX job_checkpoint ON job (checkpoint_digest) WHERE checkpoint_digest IS NOT NULL;

CREATE TABLE job_graph (
    id        uuid    NOT NULL,
    workspace text    NOT NULL,
    place     integer NOT NULL,
    job_id    uuid    NOT NULL REFERENCES job (id) ON DELETE CASCADE,
    PRIMARY KEY (id, place)
);
COMMENT ON TABLE job_graph IS 'The jobs that one request submitted together, in its order.';
CREATE INDEX job_graph_job ON job_graph (job_id);

-- The tables below change with every step of every job. They have no foreign key to job: whoever writes them holds the
-- lock of the job's row already, and the check would lock it once more.

CREATE TABLE job_waiting (
    kind               text        NOT NULL,
    blocked            boolean     NOT NULL,
    workspace          text        NOT NULL,
    priority           integer     NOT NULL,
    run_after          timestamptz NOT NULL,
    job_id             uuid        NOT NULL,
    needs_gpu          boolean     NOT NULL,
    needs_memory_bytes bigint      NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000,
        autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 10000);
COMMENT ON TABLE job_waiting IS 'Waiting jobs: one row per job that is BLOCKED or QUEUED. Small however many jobs have finished.';
CREATE UNIQUE INDEX job_waiting_order ON job_waiting (kind, blocked, workspace, priority DESC, run_after, job_id);

CREATE TABLE job_lease (
    job_id     uuid PRIMARY KEY,
    token      uuid        NOT NULL,
    kind       text        NOT NULL,
    workspace  text        NOT NULL,
    attempt    integer     NOT NULL,
    worker     text        NOT NULL,
    claimed_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
COMMENT ON TABLE job_lease IS 'One row per job that is RUNNING or CANCELLING. expires_at has no index, so that heartbeats are HOT updates.';
CREATE INDEX job_lease_share ON job_lease (kind, workspace);

CREATE TABLE job_turn (
    kind      text        NOT NULL,
    workspace text        NOT NULL,
    served_at timestamptz NOT NULL,
    PRIMARY KEY (kind, workspace)
) WITH (fillfactor = 10, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
COMMENT ON TABLE job_turn IS 'When a workspace was last handed a job of a kind, so that workspaces take turns.';

CREATE TABLE job_dependency (
    job_id     uuid NOT NULL REFERENCES job (id) ON DELETE CASCADE,
    depends_on uuid NOT NULL REFERENCES job (id) ON DELETE CASCADE,
    PRIMARY KEY (job_id, depends_on),
    CHECK (job_id <> depends_on)
);
CREATE INDEX job_dependent ON job_dependency (depends_on, job_id);

CREATE TABLE job_output (
    id        uuid PRIMARY KEY DEFAULT uuidv7(),
    workspace text NOT NULL,
    job_id    uuid NOT NULL REFERENCES job (id) ON DELETE CASCADE,
    type      text NOT NULL CHECK (type IN ('slide', 'model', 'classifier')),
    deleted   boolean NOT NULL DEFAULT false
);
COMMENT ON COLUMN job_output.deleted IS 'It was made, and a user has deleted it: nothing will have this id any more.';
COMMENT ON TABLE job_output IS 'Ids of rows that jobs will publish, from their submission: other jobs may name them before. No row is in its own table until the job''s success.';
CREATE INDEX job_output_job ON job_output (job_id);

CREATE TABLE job_event (
    id     bigint GENERATED ALWAYS AS IDENTITY,
    job_id uuid        NOT NULL,
    at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    type   text        NOT NULL CHECK (type IN ('state', 'progress', 'metric', 'log')),
    data   jsonb       NOT NULL,
    PRIMARY KEY (job_id, id)
);
CREATE INDEX job_event_newest ON job_event (id);
COMMENT ON TABLE job_event IS 'Written under the lock of its job''s row, so that the ids of one job become visible in order.';

CREATE VIEW job_attempt WITH (security_invoker = true) AS
    SELECT job_id, (data ->> 'attempt')::integer AS attempt, data ->> 'worker' AS worker,
           (data ->> 'startedAt')::timestamptz AS started_at, at AS ended_at, data ->> 'outcome' AS outcome,
           data -> 'error' AS error
    FROM job_event WHERE type = 'state' AND data ? 'outcome';
COMMENT ON VIEW job_attempt IS 'Ended attempts, as the events tell them; the running one is the row of job_lease.';

CREATE TABLE job_input (
    job_id uuid NOT NULL REFERENCES job (id) ON DELETE CASCADE,
    digest text NOT NULL REFERENCES artifact (digest),
    PRIMARY KEY (job_id, digest)
);
COMMENT ON TABLE job_input IS 'Artifacts that an unfinished job needs and that must not be discarded before it ends.';
CREATE INDEX job_input_artifact ON job_input (digest);

-- An ended job may be tried again: its inputs stay for the grace period, wherever it was that it ended.
CREATE FUNCTION hold_inputs_of_ended_jobs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO artifact_hold (digest, holder) SELECT digest, job_id FROM ended ORDER BY digest, job_id
    ON CONFLICT (digest, holder) DO UPDATE SET held_at = clock_timestamp();
    RETURN NULL;
END
$$;
CREATE TRIGGER job_input_ended AFTER DELETE ON job_input REFERENCING OLD TABLE AS ended
    FOR EACH STATEMENT EXECUTE FUNCTION hold_inputs_of_ended_jobs();

-------------------------------------------------------------------------------------------------------------- slides

-- Names that are meant to be the same: in Unicode's composed form and without regard to case.
CREATE FUNCTION slide_key(name text) RETURNS text IMMUTABLE STRICT PARALLEL SAFE
RETURN lower(normalize(name, NFC) COLLATE "pg_unicode_fast") COLLATE "C";

-- What CLAM and STAMP call a slide: its file's name without the format's extension.
CREATE FUNCTION slide_stem(name text) RETURNS text IMMUTABLE STRICT PARALLEL SAFE
RETURN slide_key(regexp_replace(name, '(\.ome)?\.(svs|tiff?|btf|ndpi|mrxs|scn|bif|vms|vmu|czi|dcm|dicom|zvi|svslide|qptiff|isyntax|jp2|jpe?g|png|zip)$',
                                '', 'i'));

CREATE TABLE slide (
    id                     uuid PRIMARY KEY DEFAULT uuidv7(),
    workspace              text             NOT NULL,
    name                   text             NOT NULL,
    name_key               text COLLATE "C" NOT NULL GENERATED ALWAYS AS (slide_key(name)) STORED,
    name_stem              text COLLATE "C" NOT NULL GENERATED ALWAYS AS (slide_stem(name)) STORED,
    artifact_digest        text             NOT NULL REFERENCES artifact (digest),
    main_file              text,
    vendor                 text             NOT NULL,
    width_px               bigint           NOT NULL CHECK (width_px > 0),
    height_px              bigint           NOT NULL CHECK (height_px > 0),
    levels                 jsonb            NOT NULL,
    mpp_x                  double precision NOT NULL CHECK (mpp_x > 0),
    mpp_y                  double precision NOT NULL CHECK (mpp_y > 0),
    mpp_source             text             NOT NULL CHECK (mpp_source IN ('OPENSLIDE', 'TIFF_RESOLUTION', 'OVERRIDE')),
    objective_power        double precision,
    thumbnail_digest       text REFERENCES artifact (digest),
    coarse_levels_digest   text REFERENCES artifact (digest),
    tissue_mask_digest     text REFERENCES artifact (digest),
    tissue_mask_downsample double precision,
    tissue_fraction        double precision CHECK (tissue_fraction BETWEEN 0 AND 1),
    unreadable_fraction    double precision CHECK (unreadable_fraction BETWEEN 0 AND 1),
    pen_fraction           double precision CHECK (pen_fraction BETWEEN 0 AND 1),
    tissue_polygons_digest text REFERENCES artifact (digest),
    properties             jsonb            NOT NULL DEFAULT '{}',
    withheld_properties    text[]           NOT NULL DEFAULT '{}',
    associated_images      text[]           NOT NULL DEFAULT '{}',
    warnings               text[]           NOT NULL DEFAULT '{}',
    openslide_version      text             NOT NULL,
    job_id                 uuid REFERENCES job (id) ON DELETE SET NULL,
    notes                  text CHECK (length(notes) <= 10000),
    created_at             timestamptz      NOT NULL DEFAULT now(),
    created_by             text DEFAULT nullif(current_setting('contextile.subject', true), '')
);
COMMENT ON TABLE slide IS 'A slide that was opened and measured: written together with its ingest job''s success, never before.';
COMMENT ON COLUMN slide.main_file IS 'Of a slide of several files, whose artifact is their list: which of them is opened.';
COMMENT ON COLUMN slide.properties IS 'What the file says and may be shown; of the rest the names alone are kept.';
CREATE INDEX slide_newest ON slide (workspace, id);
CREATE INDEX slide_name ON slide (workspace, name, id);
CREATE INDEX slide_name_key ON slide (workspace, name_key);
CREATE INDEX slide_name_stem ON slide (workspace, name_stem);
CREATE INDEX slide_artifact ON slide (artifact_digest);
CREATE INDEX slide_thumbnail ON slide (thumbnail_digest);
CREATE INDEX slide_coarse_levels ON slide (coarse_levels_digest);
CREATE INDEX slide_tissue_mask ON slide (tissue_mask_digest);
CREATE INDEX slide_tissue_polygons ON slide (tissue_polygons_digest);
CREATE INDEX slide_job ON slide (job_id);

CREATE TABLE tiling (
    id               uuid PRIMARY KEY DEFAULT uuidv7(),
    workspace        text             NOT NULL,
    slide_id         uuid             NOT NULL REFERENCES slide (id) ON DELETE CASCADE,
    tile_size_px     integer          NOT NULL CHECK (tile_size_px > 0),
    mpp              double precision NOT NULL CHECK (mpp > 0),
    overlap_px       integer          NOT NULL CHECK (overlap_px >= 0 AND overlap_px < tile_size_px),
    min_tissue       double precision NOT NULL CHECK (min_tissue BETWEEN 0 AND 1),
    min_tissue_area_micrometres2 double precision NOT NULL CHECK (min_tissue_area_micrometres2 >= 0),
    keep_coloured_ink boolean     NOT NULL,
    tile_count       integer          NOT NULL CHECK (tile_count >= 0),
    tile_size_level0 integer          NOT NULL CHECK (tile_size_level0 > 0),
    artifact_digest  text             NOT NULL REFERENCES artifact (digest),
    created_at       timestamptz      NOT NULL DEFAULT now(),
    created_by       text DEFAULT nullif(current_setting('contextile.subject', true), ''),
    UNIQUE (slide_id, tile_size_px, mpp, overlap_px, min_tissue, min_tissue_area_micrometres2, keep_coloured_ink)
);
CREATE INDEX tiling_newest ON tiling (workspace, id);
CREATE INDEX tiling_artifact ON tiling (artifact_digest);

CREATE TABLE upload (
    id           uuid PRIMARY KEY DEFAULT uuidv7(),
    workspace    text        NOT NULL,
    metadata     text,
    concat       text,
    length_bytes bigint CHECK (length_bytes >= 0),
    offset_bytes bigint      NOT NULL DEFAULT 0 CHECK (offset_bytes >= 0 AND offset_bytes <= length_bytes),
    created_at   timestamptz NOT NULL DEFAULT now(),
    created_by   text DEFAULT nullif(current_setting('contextile.subject', true), ''),
    expires_at   timestamptz NOT NULL,
    job_id       uuid REFERENCES job (id) ON DELETE SET NULL
);
COMMENT ON TABLE upload IS 'A resumable upload, on its way or waiting to be named by a request.';
COMMENT ON COLUMN upload.metadata IS 'Upload-Metadata as the client sent it.';
COMMENT ON COLUMN upload.concat IS 'Upload-Concat as the client sent it: partial, or final with the uploads that it is made of.';
COMMENT ON COLUMN upload.job_id IS 'The job that last took it in: its success uses the upload up, its failure leaves it.';
COMMENT ON COLUMN upload.length_bytes IS 'Null until the client knows it.';
CREATE INDEX upload_newest ON upload (workspace, id);
CREATE INDEX upload_expiry ON upload (expires_at);
CREATE INDEX upload_job ON upload (job_id) WHERE job_id IS NOT NULL;

CREATE TABLE upload_part (
    upload_id       uuid   NOT NULL REFERENCES upload (id) ON DELETE CASCADE,
    start_bytes     bigint NOT NULL CHECK (start_bytes >= 0),
    size_bytes      bigint NOT NULL CHECK (size_bytes > 0),
    artifact_digest text   NOT NULL REFERENCES artifact (digest),
    PRIMARY KEY (upload_id, start_bytes)
);
COMMENT ON TABLE upload_part IS 'What an upload has brought, in the store that all processes share: whichever gets the next bytes goes on.';
CREATE INDEX upload_part_artifact ON upload_part (artifact_digest);

------------------------------------------------------------------------------------------------------------- cohorts

CREATE TABLE cohort (
    id              uuid PRIMARY KEY DEFAULT uuidv7(),
    workspace       text        NOT NULL,
    name            text        NOT NULL,
    warnings        text[]      NOT NULL DEFAULT '{}',
    idempotency_key text,
    request_digest  text,
    notes           text CHECK (length(notes) <= 10000),
    created_at      timestamptz NOT NULL DEFAULT now(),
    created_by      text DEFAULT nullif(current_setting('contextile.subject', true), ''),
    UNIQUE (workspace, name),
    CHECK ((idempotency_key IS NULL) = (request_digest IS NULL))
);
CREATE UNIQUE INDEX cohort_request ON cohort (workspace, idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX cohort_newest ON cohort (workspace, id);

CREATE TABLE cohort_slide (
    cohort_id uuid    NOT NULL REFERENCES cohort (id) ON DELETE CASCADE,
    slide_id  uuid    NOT NULL REFERENCES slide (id),
    position  integer NOT NULL,
    patient   text    NOT NULL,
    label     text    NOT NULL,
    fold      integer CHECK (fold >= 0),
    PRIMARY KEY (cohort_id, slide_id)
);
COMMENT ON COLUMN cohort_slide.position IS 'Order in which the user listed the slides, from 0.';
CREATE UNIQUE INDEX cohort_slide_order ON cohort_slide (cohort_id, position);
CREATE INDEX cohort_slide_slide ON cohort_slide (slide_id);

CREATE TABLE split (
    id         uuid PRIMARY KEY DEFAULT uuidv7(),
    workspace  text        NOT NULL,
    cohort_id  uuid        NOT NULL REFERENCES cohort (id),
    scheme     text        NOT NULL CHECK (scheme IN ('STRATIFIED_GROUP_K_FOLD', 'GIVEN')),
    seed       bigint      NOT NULL,
    folds      integer     NOT NULL CHECK (folds >= 2),
    fold_of    integer[]   NOT NULL,
    notes      text CHECK (length(notes) <= 10000),
    created_at timestamptz NOT NULL DEFAULT now(),
    created_by text DEFAULT nullif(current_setting('contextile.subject', true), ''),
    UNIQUE (cohort_id, scheme, seed, folds),
    CHECK (scheme <> 'GIVEN' OR seed = 0)
);
COMMENT ON COLUMN split.fold_of IS 'The fold, from 0, of each slide of the cohort by its position; a cohort''s rows never change.';
CREATE INDEX split_newest ON split (cohort_id, id);

-------------------------------------------------------------------------------------------------------------- models

CREATE TABLE model (
    id              uuid PRIMARY KEY DEFAULT uuidv7(),
    workspace       text               NOT NULL,
    name            text               NOT NULL,
    origin          text               NOT NULL CHECK (origin IN ('IMPORTED', 'ASSEMBLED', 'FINE_TUNED')),
    architecture    text               NOT NULL,
    artifact_digest text               NOT NULL REFERENCES artifact (digest),
    feature_dim     integer            NOT NULL CHECK (feature_dim > 0),
    input_size_px   integer            NOT NULL CHECK (input_size_px > 0),
    pixel_input     text               NOT NULL CHECK (pixel_input IN ('FLOAT_NCHW', 'UINT8_NHWC')),
    mean            double precision[] NOT NULL CHECK (cardinality(mean) = 3),
    std             double precision[] NOT NULL CHECK (cardinality(std) = 3),
    parameters      bigint             NOT NULL CHECK (parameters >= 0),
    student_id      uuid,
    teacher_id      uuid,
    forebears       jsonb              NOT NULL DEFAULT '{}',
    job_id          uuid REFERENCES job (id) ON DELETE SET NULL,
    config          jsonb,
    recipe          jsonb,
    training_curve  jsonb,
    card            jsonb,
    idempotency_key text,
    request_digest  text,
    notes           text CHECK (length(notes) <= 10000),
    created_at      timestamptz        NOT NULL DEFAULT now(),
    created_by      text DEFAULT nullif(current_setting('contextile.subject', true), ''),
    CHECK ((idempotency_key IS NULL) = (request_digest IS NULL)),
    CHECK (origin = 'FINE_TUNED' OR (student_id IS NULL AND teacher_id IS NULL))
);
COMMENT ON COLUMN model.student_id IS 'Like teacher_id of a model that may have been deleted since: then forebears knows it.';
COMMENT ON COLUMN model.forebears IS 'What is on record of deleted models that it came of, by their ids; what these came of is among them.';
COMMENT ON COLUMN model.pixel_input IS 'FLOAT_NCHW: the caller scales to 0..1 and normalises with mean and std; UINT8_NHWC: the program does.';
COMMENT ON COLUMN model.config IS 'What the network is, as config.json of timm''s repositories says it; null for a program that only its maker knows.';
CREATE INDEX model_newest ON model (workspace, id);
CREATE UNIQUE INDEX model_request ON model (workspace, idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX model_artifact ON model (artifact_digest);
CREATE INDEX model_student ON model (student_id);
CREATE INDEX model_teacher ON model (teacher_id);
CREATE INDEX model_job ON model (job_id);

CREATE TABLE feature_set (
    id               uuid PRIMARY KEY DEFAULT uuidv7(),
    workspace        text        NOT NULL,
    slide_id         uuid        NOT NULL REFERENCES slide (id),
    model_id         uuid        NOT NULL REFERENCES model (id),
    tiling_id        uuid        NOT NULL REFERENCES tiling (id),
    precision        text        NOT NULL CHECK (precision IN ('FP32', 'BF16')),
    reader           text        NOT NULL,
    reader_version   text        NOT NULL,
    artifact_digest  text        NOT NULL REFERENCES artifact (digest),
    tile_count       integer     NOT NULL CHECK (tile_count >= 0),
    feature_dim      integer     NOT NULL CHECK (feature_dim > 0),
    unreadable_count integer     NOT NULL CHECK (unreadable_count >= 0),
    job_id           uuid REFERENCES job (id) ON DELETE SET NULL,
    notes            text CHECK (length(notes) <= 10000),
    created_at       timestamptz NOT NULL DEFAULT now(),
    created_by       text DEFAULT nullif(current_setting('contextile.subject', true), ''),
    UNIQUE (slide_id, model_id, tiling_id, precision, reader, reader_version)
);
CREATE INDEX feature_set_newest ON feature_set (workspace, id);
CREATE INDEX feature_set_model ON feature_set (model_id);
CREATE INDEX feature_set_tiling ON feature_set (tiling_id);
CREATE INDEX feature_set_artifact ON feature_set (artifact_digest);
CREATE INDEX feature_set_job ON feature_set (job_id);

--------------------------------------------------------------------------------------------------------- classifiers

CREATE TABLE classifier (
    id              uuid PRIMARY KEY DEFAULT uuidv7(),
    workspace       text             NOT NULL,
    name            text             NOT NULL,
    cohort_id       uuid             NOT NULL REFERENCES cohort (id),
    split_id        uuid             NOT NULL REFERENCES split (id),
    model_id        uuid             NOT NULL REFERENCES model (id),
    tile_size_px    integer          NOT NULL CHECK (tile_size_px > 0),
    mpp             double precision NOT NULL CHECK (mpp > 0),
    overlap_px      integer          NOT NULL CHECK (overlap_px >= 0 AND overlap_px < tile_size_px),
    min_tissue      double precision NOT NULL CHECK (min_tissue BETWEEN 0 AND 1),
    min_tissue_area_micrometres2 double precision NOT NULL CHECK (min_tissue_area_micrometres2 >= 0),
    keep_coloured_ink boolean     NOT NULL,
    precision       text             NOT NULL CHECK (precision IN ('FP32', 'BF16')),
    reader          text             NOT NULL,
    reader_version  text             NOT NULL,
    algorithm       text             NOT NULL,
    protocol        jsonb            NOT NULL,
    classes         text[]           NOT NULL CHECK (cardinality(classes) >= 2),
    metrics         jsonb            NOT NULL,
    artifact_digest text             NOT NULL REFERENCES artifact (digest),
    parameters      bigint           NOT NULL CHECK (parameters >= 0),
    job_id          uuid REFERENCES job (id) ON DELETE SET NULL,
    notes           text CHECK (length(notes) <= 10000),
    created_at      timestamptz      NOT NULL DEFAULT now(),
    created_by      text DEFAULT nullif(current_setting('contextile.subject', true), '')
);
COMMENT ON COLUMN classifier.precision IS 'With reader and reader_version: the provenance of all features that it was trained on.';
CREATE INDEX classifier_newest ON classifier (workspace, id);
CREATE INDEX classifier_cohort ON classifier (cohort_id);
CREATE INDEX classifier_split ON classifier (split_id);
CREATE INDEX classifier_model ON classifier (model_id);
CREATE INDEX classifier_artifact ON classifier (artifact_digest);
CREATE INDEX classifier_job ON classifier (job_id);

CREATE TABLE prediction (
    id                     uuid PRIMARY KEY DEFAULT uuidv7(),
    workspace              text        NOT NULL,
    classifier_id          uuid        NOT NULL REFERENCES classifier (id),
    slide_id               uuid        NOT NULL REFERENCES slide (id),
    feature_set_id         uuid        NOT NULL REFERENCES feature_set (id),
    probabilities          jsonb       NOT NULL,
    predicted_class        text        NOT NULL,
    attention_digest       text REFERENCES artifact (digest),
    heatmap_png_digest     text REFERENCES artifact (digest),
    heatmap_geojson_digest text REFERENCES artifact (digest),
    job_id                 uuid REFERENCES job (id) ON DELETE SET NULL,
    notes                  text CHECK (length(notes) <= 10000),
    created_at             timestamptz NOT NULL DEFAULT now(),
    created_by             text DEFAULT nullif(current_setting('contextile.subject', true), '')
);
COMMENT ON TABLE prediction IS 'What a classifier says of a feature set, once with a heatmap and once without; rows never change.';
CREATE UNIQUE INDEX prediction_once ON prediction (classifier_id, feature_set_id, (heatmap_png_digest IS NULL));
CREATE INDEX prediction_latest ON prediction (classifier_id, slide_id, created_at, id);
CREATE INDEX prediction_newest ON prediction (workspace, id);
CREATE INDEX prediction_slide ON prediction (slide_id);
CREATE INDEX prediction_feature_set ON prediction (feature_set_id);
CREATE INDEX prediction_attention ON prediction (attention_digest);
CREATE INDEX prediction_heatmap_png ON prediction (heatmap_png_digest);
CREATE INDEX prediction_heatmap_geojson ON prediction (heatmap_geojson_digest);
CREATE INDEX prediction_job ON prediction (job_id);

--------------------------------------------------------------------------------------------------------------- requests

-- A request that names itself by an Idempotency-Key is known again by what it made: the key and the digest of what was
-- asked lie on the row of the job, the cohort or the model, and are committed with it.

CREATE TABLE keyed_request (
    workspace       text        NOT NULL,
    idempotency_key text        NOT NULL,
    request_digest  text        NOT NULL,
    type            text        NOT NULL CHECK (type IN ('job-control', 'job-graph', 'upload', 'cohort',
                                                              'model')),
    id              uuid        NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (workspace, idempotency_key)
);
COMMENT ON TABLE keyed_request IS 'Requests with a key that make no row of their own: cancel and retry, which change a job (its id), graphs of jobs, and uploads, whose bytes lie elsewhere; and those whose cohort or model was deleted.';
CREATE INDEX keyed_request_age ON keyed_request (created_at);

CREATE VIEW made_by_request WITH (security_invoker = true) AS
    SELECT workspace, idempotency_key, request_digest, 'job' AS type, id, created_at FROM job
    WHERE idempotency_key IS NOT NULL
    UNION ALL
    SELECT workspace, idempotency_key, request_digest, 'cohort', id, created_at FROM cohort
    WHERE idempotency_key IS NOT NULL
    UNION ALL
    SELECT workspace, idempotency_key, request_digest, 'model', id, created_at FROM model
    WHERE idempotency_key IS NOT NULL
    UNION ALL
    SELECT workspace, idempotency_key, request_digest, type, id, created_at FROM keyed_request;
COMMENT ON VIEW made_by_request IS 'What each request with a key made. Keys are one name space per workspace.';

------------------------------------------------------------------------------------------------------------ sessions

CREATE TABLE browser_session (
    token_digest text PRIMARY KEY CHECK (token_digest ~ '^[0-9a-f]{64}$'),
    subject      text        NOT NULL,
    workspace    text        NOT NULL,
    roles        text[]      NOT NULL,
    expires_at   timestamptz NOT NULL
);
COMMENT ON TABLE browser_session IS 'Whom a browser''s cookie identifies; of the cookie only its SHA-256 is here.';
CREATE INDEX browser_session_expiry ON browser_session (expires_at);
