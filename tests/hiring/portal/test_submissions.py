"""Handing in, waiting and reading the report."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks, Settings

from grader.attestation import NotGenuine, verify_token
from grader.commands.verify import verify
from grader.digests import canonical, digest_of
from grader.trail import parse_trail
from hiring.accounts.models import Person
from hiring.assessments.models import Attempt
from hiring.grading.history import handed_in
from hiring.grading.models import Report, Run
from hiring.keys.queries import jwks
from hiring.lib.leases import lease
from hiring.submissions.models import Submission
from tests.hiring.portal.conftest import Grade, HandIn, zipped
from tests.letters import deliver


def upload(data: bytes, name: str = "bundle.zip") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="application/zip")


def members_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_bundle_is_handed_in_and_its_page_is_live(her_browser: Client, her_attempt: Attempt) -> None:
    answer = her_browser.post(
        f"/attempts/{her_attempt.pk}/submissions/", {"bundle": upload(zipped("one"))}, follow=True
    )
    page = answer.content.decode()
    assert answer.redirect_chain == [(f"/submissions/{Submission.objects.get().pk}/", 302)]
    assert 'hx-trigger="every 1500ms"' in page
    assert "Next in the queue." in page


def test_the_same_bytes_again_lead_to_the_earlier_submission_and_say_so(
    her_browser: Client, her_attempt: Attempt
) -> None:
    address = f"/attempts/{her_attempt.pk}/submissions/"
    first = her_browser.post(address, {"bundle": upload(zipped("one"))}, follow=True).content.decode()
    again = her_browser.post(address, {"bundle": upload(zipped("one"))}, follow=True).content.decode()
    assert "These are the bytes of submission 1" in again
    assert "It counts, as before." in again
    assert "These are the bytes" not in first
    assert "4 of 5 left" in her_browser.get(address).content.decode()


def test_the_same_bytes_again_say_which_submission_counts(
    her_browser: Client, her_attempt: Attempt, hand_in: HandIn, grade: Grade
) -> None:
    for word in ("one", "two"):
        grade(hand_in(word))
    address = f"/attempts/{her_attempt.pk}/submissions/"
    page = her_browser.post(address, {"bundle": upload(zipped("one"))}, follow=True).content.decode()
    assert "These are the bytes of submission 1" in page
    assert "Submission 2 counts, as before: handing in the same bytes again does not go back to them." in page


@pytest.mark.parametrize(
    ("data", "sentence"),
    [({}, "Choose a zip file first."), ({"bundle": upload(b"not a zip")}, "This file is not a zip archive.")],
)
def test_what_is_no_bundle_is_refused_with_a_sentence_on_the_page(
    her_browser: Client, her_attempt: Attempt, data: dict[str, SimpleUploadedFile], sentence: str
) -> None:
    answer = her_browser.post(f"/attempts/{her_attempt.pk}/submissions/", data)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Submission.objects.exists()


def test_a_bundle_that_is_too_large_is_refused(her_browser: Client, her_attempt: Attempt, settings: Settings) -> None:
    settings.BUNDLE_MAX_BYTES = 10
    answer = her_browser.post(f"/attempts/{her_attempt.pk}/submissions/", {"bundle": upload(zipped("large"))})
    assert answer.status_code == 413
    assert "10 bytes" in answer.content.decode()


def test_it_refuses_a_bundle_after_the_deadline(her_browser: Client, her_attempt: Attempt) -> None:
    Attempt.objects.filter(pk=her_attempt.pk).update(started_at=timezone.now() - timedelta(days=9))
    answer = her_browser.post(f"/attempts/{her_attempt.pk}/submissions/", {"bundle": upload(zipped("late"))})
    assert answer.status_code == 409
    assert "The deadline was" in answer.content.decode()
    assert not Submission.objects.exists()


def test_a_form_from_another_site_is_refused(her_browser: Client, her_attempt: Attempt) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = her_browser.cookies
    answer = strict.post(f"/attempts/{her_attempt.pk}/submissions/", {"bundle": upload(zipped("forged"))})
    assert answer.status_code == 403
    assert not Submission.objects.exists()


def test_the_live_part_is_silent_until_something_changes_and_stops_at_the_end(
    her_browser: Client, hand_in: HandIn, grade: Grade
) -> None:
    submission = hand_in()
    status = f"/submissions/{submission.pk}/status/"
    assert her_browser.get(status, {"seen": ""}).status_code == 200
    assert her_browser.get(status, {"seen": "queued-1-0"}).status_code == 204
    grade(submission)
    ended = her_browser.get(status, {"seen": "queued-1-0"})
    assert ended.status_code == 286
    assert "Read the report" in ended.content.decode()


@pytest.mark.parametrize(("asked", "shown"), [({}, "<table"), ({"latest": ""}, "62.5 of 100")])
def test_the_list_is_live_until_all_of_it_has_ended(
    her_browser: Client, her_attempt: Attempt, hand_in: HandIn, grade: Grade, asked: dict[str, str], shown: str
) -> None:
    grade(hand_in("first"))
    second = hand_in("second")
    live = f"/attempts/{her_attempt.pk}/submissions/live/"
    page = her_browser.get(f"/attempts/{her_attempt.pk}/{'' if asked else 'submissions/'}").content.decode()
    assert f'hx-get="{live}{"?latest" if asked else ""}"' in page
    assert her_browser.get(live, {"seen": "queued-graded", **asked}).status_code == 204
    grade(second)
    ended = her_browser.get(live, {"seen": "queued-graded", **asked})
    assert ended.status_code == 286
    assert shown in ended.content.decode()
    assert "Submission 2 is graded: scored 62.5 of 100." in ended.content.decode()
    assert "hx-get" not in her_browser.get(f"/attempts/{her_attempt.pk}/submissions/").content.decode()


def test_our_fault_is_called_our_fault_and_the_submission_is_given_back(
    her_browser: Client, hand_in: HandIn, her_attempt: Attempt
) -> None:
    submission = hand_in()
    Run.objects.update(state="failed", attempts=3, cause="The gate was stopped.")
    page = her_browser.get(f"/submissions/{submission.pk}/").content.decode()
    assert "Our fault" in page
    assert "given back to you" in page
    for address in ("/", f"/attempts/{her_attempt.pk}/", f"/attempts/{her_attempt.pk}/submissions/"):
        assert "5 of 5 left; 1 was given back" in her_browser.get(address).content.decode()


def test_what_could_not_be_graded_takes_the_place_of_nothing_that_was(
    her_browser: Client, her_attempt: Attempt, hand_in: HandIn, grade: Grade
) -> None:
    grade(hand_in("first"))
    hand_in("second")
    overview, listed = f"/attempts/{her_attempt.pk}/", f"/attempts/{her_attempt.pk}/submissions/"
    for address in (overview, listed):
        assert "A newer one is being graded." in her_browser.get(address).content.decode()
    Run.objects.filter(submission__number=2).update(state="failed", attempts=3, cause="The gate was stopped.")
    page = her_browser.get(overview).content.decode()
    assert "62.5 of 100" in page
    assert "Submission 2 could not be graded, by our fault" in page
    assert [row.number for row in handed_in(her_attempt) if row.counts] == [1]


def test_the_latest_that_was_graded_counts(her_attempt: Attempt, hand_in: HandIn, grade: Grade) -> None:
    for word in ("first", "second"):
        grade(hand_in(word))
    assert [row.number for row in handed_in(her_attempt) if row.counts] == [2]


@pytest.mark.parametrize(
    "page", ["attempts/{attempt}/", "attempts/{attempt}/submissions/", "submissions/{one}/report/"]
)
def test_a_score_that_stands_on_a_part_says_so_and_draws_no_pass_mark(
    her_browser: Client, her_attempt: Attempt, hand_in: HandIn, grade: Grade, page: str
) -> None:
    address = f"/{page.format(attempt=her_attempt.pk, one=grade(hand_in()).pk)}"
    said = her_browser.get(address).content.decode().lower()
    assert (
        "on the 66.7 of 100 points you can see; 33.3 are hidden until a reviewer reads it, so the whole may be" in said
    )
    assert "pass mark is" not in said


def test_a_run_taken_by_a_worker_says_so(her_browser: Client, hand_in: HandIn) -> None:
    submission = hand_in()
    lease(Run, submission.runs.get().pk, seconds=60)
    assert "A worker is reading" in her_browser.get(f"/submissions/{submission.pk}/").content.decode()


def test_the_report_shows_the_score_what_to_mend_and_the_marked_cells(
    her_browser: Client, hand_in: HandIn, grade: Grade
) -> None:
    page = her_browser.get(f"/submissions/{grade(hand_in()).pk}/report/").content.decode()
    assert "62.5" in page
    assert "What to mend first" in page
    assert '<span class="cell cell-error">66,818</span>' in page
    assert "&lt;b&gt;0&lt;/b&gt;" in page
    assert "312 times, the first 2 shown" in page
    assert "Leave out the cost columns." in page
    assert "our side, no points lost" in page
    assert "1 of 3 public checks passed</strong>; 1 could not be asked" in page
    assert "1 / 4</span>" in page
    assert "and QUA020, hidden" in page


def test_the_report_says_what_changed_since_the_one_before_and_of_the_public_part_alone(
    her_browser: Client, hand_in: HandIn, grade: Grade
) -> None:
    first = grade(hand_in("first"))
    page = her_browser.get(f"/submissions/{grade(hand_in('second')).pk}/report/").content.decode()
    assert "What changed since submission 1" in page
    assert "62.5 → <strong>62.5</strong>" in page
    assert "Every check ended as it did then." in page
    assert "What changed" not in her_browser.get(f"/submissions/{first.pk}/report/").content.decode()


def test_the_report_names_rows_by_their_key(her_browser: Client, hand_in: HandIn, grade: Grade) -> None:
    page = her_browser.get(f"/submissions/{grade(hand_in()).pk}/report/").content.decode()
    assert '<th scope="col">strike_id</th><th scope="col">cost_total</th>' in page
    assert '<th class="end" scope="row">118</th><td class="evidence-key">214417</td>' in page
    assert '<td class="evidence-key">&lt;i&gt;</td>' in page


def test_the_report_has_every_reply_as_its_readers_have_it(her_browser: Client, hand_in: HandIn, grade: Grade) -> None:
    page = her_browser.get(f"/submissions/{grade(hand_in()).pk}/report/").content.decode()
    words = page.partition('<h2 id="answers">In your own words</h2>')[2].partition("</section>")[0]
    assert '<dd class="reply">Two rows:\n&lt;b&gt;both&lt;/b&gt; of no day.</dd>' in words
    assert "1,200 more characters" in words
    assert words.count("Not answered.") == 1
    assert "answers.md could not be read." in words


def test_the_report_says_what_is_hidden_and_nothing_of_it(
    her_browser: Client, hand_in: HandIn, grade: Grade, her_attempt: Attempt
) -> None:
    submission = grade(hand_in())
    listed = her_browser.get(f"/attempts/{her_attempt.pk}/submissions/").content.decode()
    page = her_browser.get(f"/submissions/{submission.pk}/report/").content.decode()
    assert "1 check is hidden" in page
    assert "41 of 43" not in page
    assert Report.objects.get().score == 75.0
    assert "62.5 of 100" in listed
    assert "75 of 100" not in listed


def test_a_letter_says_when_the_report_is_there(
    hand_in: HandIn, grade: Grade, alice: Person, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    submission = hand_in()
    with django_capture_on_commit_callbacks(execute=True):
        grade(submission)
    deliver()
    *_, letter = mail.outbox
    assert letter.to == [alice.email]
    assert f"/submissions/{submission.pk}/report/" in str(letter.body)


def test_before_there_is_a_report_its_page_leads_to_the_live_one(her_browser: Client, hand_in: HandIn) -> None:
    submission = hand_in()
    assert her_browser.get(f"/submissions/{submission.pk}/report/")["Location"] == f"/submissions/{submission.pk}/"
    assert her_browser.get(f"/submissions/{submission.pk}/report.json").status_code == 404


def test_the_downloads_are_the_very_bytes(her_browser: Client, hand_in: HandIn, grade: Grade) -> None:
    submission = grade(hand_in("kept"))
    report = Report.objects.get()
    downloaded = her_browser.get(f"/submissions/{submission.pk}/report.json")
    bundle = her_browser.get(f"/submissions/{submission.pk}/bundle.zip")
    inputs = members_of(her_browser.get(f"/submissions/{submission.pk}/inputs.zip").content)
    assert digest_of(downloaded.content) == report.public_digest
    assert b"".join(bundle) == zipped("kept")
    assert {name: digest_of(data) for name, data in inputs.items()} == {
        "brief.json": submission.brief_digest,
        "rubric.json": submission.rubric_digest,
        "trail.json": submission.trail_digest,
    }


def test_the_signed_copy_proves_itself(her_browser: Client, hand_in: HandIn, grade: Grade) -> None:
    submission = grade(hand_in())
    signed = json.loads(her_browser.get(f"/submissions/{submission.pk}/report.signed.json").content)
    claims = verify_token(signed["receipt"], jwks(), typ="assay-receipt+jwt")
    assert claims["digest"] == digest_of(canonical(signed["report"]))
    receipt = her_browser.get(f"/submissions/{submission.pk}/receipt.jwt").content.decode()
    assert verify_token(receipt, jwks(), typ="assay-receipt+jwt")["digest"] == submission.digest


def test_the_signed_copy_is_verified_offline_and_a_changed_one_is_not(
    her_browser: Client, hand_in: HandIn, grade: Grade
) -> None:
    copy = her_browser.get(f"/submissions/{grade(hand_in()).pk}/report.signed.json").content
    changed = copy.replace(b"There are enough rows.", b"There are too many rows.")
    assert next(verify(copy, "copy.json", jwks())).startswith("A genuine report")
    with pytest.raises(NotGenuine, match="for another report"):
        list(verify(changed, "copy.json", jwks()))


def test_the_inputs_of_now_carry_a_trail_that_proves_itself(her_browser: Client, her_attempt: Attempt) -> None:
    members = members_of(her_browser.get(f"/attempts/{her_attempt.pk}/inputs.zip").content)
    trail = parse_trail(members["trail.json"], file="trail.json", jwks=jwks())
    assert trail.attempt == str(her_attempt.pk)


def test_the_kit_is_set_up_for_the_attempt_and_holds_no_secret(her_browser: Client, her_attempt: Attempt) -> None:
    members = members_of(her_browser.get(f"/attempts/{her_attempt.pk}/kit.zip").content)
    config = json.loads(members["starter-kit/config.json"])
    assert config["attempt"] == str(her_attempt.pk)
    assert config["client_id"]
    assert "starter-kit/brief.json" in members
    assert not any("__pycache__" in name for name in members)


def test_the_list_asks_as_many_questions_for_many_as_for_one(
    her_browser: Client,
    her_attempt: Attempt,
    hand_in: HandIn,
    grade: Grade,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    address = f"/attempts/{her_attempt.pk}/submissions/"
    grade(hand_in("first"))
    with django_assert_max_num_queries(20) as one:
        her_browser.get(address)
    for word in ("second", "third", "fourth"):
        grade(hand_in(word))
    with django_assert_max_num_queries(len(one)):
        her_browser.get(address)


@pytest.mark.parametrize(
    "page",
    ["", "status/", "report/", "report.json", "report.signed.json", "receipt.jwt", "inputs.zip", "bundle.zip"],
)
def test_nobody_else_finds_it(his_browser: Client, client: Client, hand_in: HandIn, grade: Grade, page: str) -> None:
    address = f"/submissions/{grade(hand_in()).pk}/{page}"
    assert his_browser.get(address).status_code == 404
    assert client.get(address)["Location"].startswith("/sign-in/")
