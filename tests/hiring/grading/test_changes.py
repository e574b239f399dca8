"""What a later submission changed: the score, and each check that ended otherwise."""

from __future__ import annotations

from hiring.accounts.models import Person
from hiring.assessments.models import Attempt
from hiring.grading.changes import Changes, changes_since
from hiring.grading.reading import read
from tests.hiring.review.making import browser_of, hand_in_failed, hand_in_graded, hand_in_with, report_of


def between(was: dict[str, float], now: dict[str, float]) -> Changes:
    return changes_since(1, read(report_of(was)), read(report_of(now)))


def page_of(attempt: Attempt, person: Person, query: str = "") -> str:
    return browser_of(person).get(f"/review/orchard/attempts/{attempt.pk}/{query}").content.decode()


def test_only_checks_that_moved_are_told_the_furthest_first() -> None:
    changes = between(
        {"SCH006": 1.0, "QUA002": 0.5, "QUA020": 0.1, "QUA003": 0.4},
        {"SCH006": 1.0, "QUA002": 0.4, "QUA020": 0.9, "QUA003": 0.4},
    )
    assert [(one.now.code, round(one.gained, 3)) for one in changes.moved] == [("QUA020", 8.0), ("QUA002", -1.0)]


def test_scores_whose_ranges_overlap_are_not_told_apart() -> None:
    better, same = between({"SCH006": 0.1}, {"SCH006": 0.9}), between({"SCH006": 0.5}, {"SCH006": 0.55})
    assert (better.told_apart, same.told_apart) == (True, False)
    assert better.gained is not None
    assert round(better.gained, 3) == 80


def test_without_a_score_nothing_is_said_to_be_gained() -> None:
    was = read(report_of({"SCH006": 0.0}, not_scored="The manifest could not be read."))
    changes = changes_since(1, was, read(report_of({"SCH006": 1.0})))
    assert changes.gained is None
    assert not changes.told_apart


def test_the_page_names_the_submission_graded_before(attempt: Attempt, bob: Person) -> None:
    hand_in_graded(attempt, {"SCH006": 0.1, "QUA002": 0.2})
    assert "What changed" not in page_of(attempt, bob)
    hand_in_failed(attempt, "The gate ended with code 3 and no report.", number=2)
    hand_in_graded(attempt, {"SCH006": 1.0, "QUA002": 0.2}, number=3)
    page = page_of(attempt, bob)
    assert "What changed since submission 1" in page
    assert '<td class="end">+9</td>' in page
    assert "What changed" not in page_of(attempt, bob, "?submission=1")


def test_the_same_twice_is_said_to_be_the_same(attempt: Attempt, bob: Person) -> None:
    for number in (1, 2):
        hand_in_graded(attempt, number=number)
    assert "Every check ended as it did then" in page_of(attempt, bob)


def test_the_page_says_what_the_candidate_sees(attempt: Attempt, bob: Person) -> None:
    hand_in_graded(attempt, {"SCH006": 1.0, "QUA002": 0.5, "QUA020": 0.0})
    page = page_of(attempt, bob)
    assert '<span class="figure-number">55</span>' in page
    assert "The candidate sees <strong>70 of 100</strong> on the 2 public checks" in page
    assert '1 check is hidden from them (<a href="#QUA020">QUA020</a>)' in page


def test_a_candidate_from_whom_nothing_is_hidden_is_said_to_see_all(attempt: Attempt, bob: Person) -> None:
    hand_in_with(attempt, report_of({"SCH006": 1.0}))
    assert "nothing is hidden from them" in page_of(attempt, bob)
