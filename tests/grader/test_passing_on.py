"""What is made of licensed data is offered on within what the source permits, clause by clause."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings, strategies as st

from grader.licences import Terms, Wish, evaluate
from grader.passing_on import evaluate_passing_on
from tests.grader.test_licences import OPEN, ORDER, PRIVATE

USES = ("commercial-training", "research-training", "evaluation", "retrieval")
REGIONS = ("worldwide", "EU", "DE", "US")


def denied(source: Terms, terms: Terms) -> dict[str, str]:
    return {clause.name: clause.reason for clause in evaluate_passing_on(source, terms) if not clause.allowed}


def test_the_same_terms_may_be_passed_on_and_every_clause_says_why() -> None:
    clauses = evaluate_passing_on(OPEN, OPEN)
    assert [clause.name for clause in clauses] == ORDER
    assert all(clause.allowed and clause.reason.endswith(".") for clause in clauses)


@pytest.mark.parametrize(
    ("source", "terms", "clause", "said"),
    [
        ({"licence": "CC-BY-NC-4.0"}, {}, "licence", "CC-BY-NC-4.0 forbids commercial use."),
        ({"licence": "CC-BY-ND-4.0"}, {}, "licence", "CC-BY-ND-4.0 forbids passing on what was made of the data."),
        ({"licence": "CC-BY-SA-4.0"}, {"licence": "MIT"}, "licence", "is passed on under it, not under MIT."),
        ({"permitted_use_cases": frozenset({"evaluation"})}, {}, "use_case", "not commercial-training."),
        ({"commercial_training": "notAllowed"}, {}, "use_case", "do not allow commercial training"),
        ({"opt_outs": frozenset({"evaluation"})}, {}, "opt_outs", "have opted out of evaluation."),
        ({"regions": frozenset({"EU"})}, {}, "region", "cover EU, not worldwide."),
        ({"regions": frozenset({"EU"})}, {"regions": frozenset({"DE", "US"})}, "region", "cover EU, not US."),
        ({"retention_days": 14}, {}, "retention", "It may be kept for 14 days, not 180."),
        ({"attribution": "Bureau"}, {"attribution": "Alice"}, "attribution", "this attribution as well: Bureau"),
        ({"requires_privacy": True}, {}, "privacy", "have to require differentially private training"),
        ({}, {"regions": frozenset()}, "use_case", "permit no use anywhere"),
        ({}, {"opt_outs": OPEN.permitted_use_cases}, "use_case", "permit no use anywhere"),
    ],
)
def test_what_a_source_does_not_permit_is_denied_by_its_clause(
    source: dict[str, object], terms: dict[str, object], clause: str, said: str
) -> None:
    answers = denied(replace(OPEN, **source), replace(OPEN, **terms))  # type: ignore[arg-type]
    assert set(answers) == {clause}
    assert said in answers[clause]


@pytest.mark.parametrize(
    ("source", "terms"),
    [
        ({"licence": "CC-BY-SA-4.0"}, {"licence": "CC-BY-SA-4.0"}),
        ({"licence": "CC-BY-SA-4.0 OR MIT"}, {"licence": "Apache-2.0"}),
        ({"permitted_use_cases": frozenset({"evaluation"})}, {"opt_outs": frozenset({"commercial-training"})}),
        ({"regions": frozenset({"EU"})}, {"regions": frozenset({"DE", "FR"})}),
        ({"attribution": "Bureau"}, {"attribution": "Alice, from data of the Bureau"}),
    ],
)
def test_narrower_terms_with_the_duties_carried_on_are_allowed(
    source: dict[str, object], terms: dict[str, object]
) -> None:
    assert not denied(replace(OPEN, **source), replace(OPEN, **terms))  # type: ignore[arg-type]


def test_privacy_is_passed_on_as_strictly_as_it_was_asked() -> None:
    assert "limit epsilon to 3 or less" in denied(PRIVATE, replace(PRIVATE, max_epsilon=None))["privacy"]
    assert "limit delta to 1e-05 or less" in denied(PRIVATE, replace(PRIVATE, max_delta=0.1))["privacy"]
    assert not denied(PRIVATE, replace(PRIVATE, max_epsilon=1.0))
    assert not denied(replace(PRIVATE, max_epsilon=None), replace(PRIVATE, max_epsilon=None))


some_terms = st.builds(
    replace,
    st.sampled_from((OPEN, PRIVATE)),
    licence=st.sampled_from(("CC0-1.0", "CC-BY-NC-4.0", "LicenseRef-Mine")),
    permitted_use_cases=st.frozensets(st.sampled_from(USES)),
    forbidden_use_cases=st.frozensets(st.sampled_from(USES), max_size=1),
    regions=st.frozensets(st.sampled_from(REGIONS)),
    retention_days=st.integers(1, 4),
    opt_outs=st.frozensets(st.sampled_from(USES), max_size=1),
    commercial_training=st.sampled_from(("allowed", "notAllowed")),
)
some_wishes = st.builds(
    Wish, use_case=st.sampled_from(USES), region=st.sampled_from(REGIONS), retention_days=st.integers(1, 4)
)


@settings(max_examples=120, deadline=None)
@given(source=some_terms, terms=some_terms, wish=some_wishes)
def test_nobody_is_allowed_by_terms_passed_on_what_the_source_denies(source: Terms, terms: Terms, wish: Wish) -> None:
    if not denied(source, terms) and all(clause.allowed for clause in evaluate(terms, wish)):
        assert all(clause.allowed for clause in evaluate(source, wish))
