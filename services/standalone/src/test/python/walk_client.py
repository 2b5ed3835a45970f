# SPDX-License-Identifier: Apache-2.0
"""From slides to a feature file by the client that openapi-python-client generates.

Called with the server's address, a key, and two slides; the generated package `contextile_client` is importable.
"""

import io
import sys
import uuid
from pathlib import Path

import h5py
from contextile_client import AuthenticatedClient
from contextile_client.api.callers import get_me
from contextile_client.api.cohorts import create_cohort, list_cohort_slides
from contextile_client.api.feature_sets import get_feature_file, get_feature_set
from contextile_client.api.jobs import follow_job, get_job, list_jobs, submit_feature_extraction
from contextile_client.api.models import create_model
from contextile_client.api.slides import create_slide, get_slide, get_slide_thumbnail, list_slides
from contextile_client.api.uploads import append_to_upload, create_upload, get_upload_offset
from contextile_client.models import (
    CohortRequest,
    CohortSlide,
    FeatureExtractionRequest,
    Job,
    JobKind,
    JobState,
    Model,
    ModelAssembly,
    Problem,
    SlideImport,
    SlideUpload,
    TilingSpec,
)
from contextile_client.types import File

TUS = "1.0.0"


def ended(client, job):
    assert isinstance(job, Job), job
    while job.state not in (JobState.SUCCEEDED, JobState.FAILED, JobState.CANCELLED):
        job = get_job.sync(job.id, client=client, prefer="wait=10")
        assert isinstance(job, Job), job
    assert job.state == JobState.SUCCEEDED, job
    return job


def main(address, key, first, second):
    client = AuthenticatedClient(base_url=address, token=key, raise_on_unexpected_status=True, timeout=60)
    assert get_me.sync(client=client).workspace == "tests"

    # As a form.
    with first.open("rb") as payload:
        body = SlideUpload(file=File(payload=payload, file_name=first.name), name="first of python")
        slide = ended(client, create_slide.sync(client=client, body=body)).result.slide_id

    # As a resumable upload.
    data = second.read_bytes()
    created = create_upload.sync_detailed(client=client, tus_resumable=TUS, upload_length=len(data))
    upload = uuid.UUID(created.headers["Location"].rsplit("/", 1)[1])
    for start in range(0, len(data), 1 << 20):
        sent = append_to_upload.sync_detailed(
            upload,
            client=client,
            body=File(payload=io.BytesIO(data[start : start + (1 << 20)])),
            tus_resumable=TUS,
            upload_offset=start,
        )
        assert sent.status_code == 204, sent
    offset = get_upload_offset.sync_detailed(upload, client=client, tus_resumable=TUS)
    assert int(offset.headers["Upload-Offset"]) == len(data)
    imported = SlideImport(upload=upload, name="second of python")
    other = ended(client, create_slide.sync(client=client, body=imported)).result.slide_id

    assert get_slide.sync(slide, client=client).width_px > 0
    assert [it.id for it in list_slides.sync(client=client, name="first of python").items] == [slide]
    thumbnail = get_slide_thumbnail.sync_detailed(slide, client=client)
    assert thumbnail.content.startswith(b"\xff\xd8"), thumbnail

    cohort = create_cohort.sync(
        client=client,
        body=CohortRequest(
            name="cohort of python",
            slides=[
                CohortSlide(slide_id=slide, patient="A", label="normal"),
                CohortSlide(slide_id=other, patient="B", label="tumour"),
            ],
        ),
    )
    assert [it.slide_id for it in list_cohort_slides.sync(cohort.id, client=client).items] == [slide, other]

    model = create_model.sync(
        client=client,
        body=ModelAssembly(name="model of python", architecture="resnet-small", feature_dim=16, input_size_px=112),
    )
    assert isinstance(model, Model), model
    request = FeatureExtractionRequest(
        model_ids=[model.id], cohort_id=cohort.id, tiling=TilingSpec(tile_size_px=112, mpp=0.5)
    )
    job = ended(client, submit_feature_extraction.sync(client=client, body=request))
    assert job.id in [it.id for it in list_jobs.sync(client=client, kind=[JobKind.FEATURE_EXTRACTION]).items]
    events = follow_job.sync_detailed(job.id, client=client)
    assert "event:state" in str(events.parsed).replace(" ", ""), events

    for of in job.result.feature_set_ids:
        features = get_feature_set.sync(of, client=client)
        with h5py.File(io.BytesIO(get_feature_file.sync_detailed(of, client=client).content)) as file:
            assert file["features"].shape == (features.tile_count, 16), features
            assert features.tile_count > 0

    refused = create_cohort.sync(client=client, body=CohortRequest(name="x" * 201, slides=[]))
    assert isinstance(refused, Problem) and refused.pointer in ("/name", "/slides"), refused
    print("walked")


main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))
