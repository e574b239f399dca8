"""One evaluator reads licences, clause by clause."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from grader.licences import LONGEST_EXPRESSION, Privacy, Terms, UnknownLicence, Wish, evaluate, read_expression

OPEN = Terms(
    licence="CC0-1.0",
    permitted_use_cases=frozenset({"commercial-training", "evaluation"}),
    forbidden_use_cases=frozenset(),
    regions=frozenset({"worldwide"}),
    retention_days=180,
    opt_outs=frozenset(),
    attribution=None,
    requires_privacy=False,
    max_epsilon=None,
    max_delta=None,
    commercial_training="allowed",
)
PRIVATE = replace(OPEN, requires_privacy=True, max_epsilon=3.0, max_delta=1e-5)
WISH = Wish(use_case="commercial-training", region="DE", retention_days=180)
ORDER = ["licence", "use_case", "opt_outs", "region", "retention", "attribution", "privacy"]


def denied(terms: Terms, wish: Wish) -> dict[str, str]:
    return {clause.name: clause.reason for clause in evaluate(terms, wish) if not clause.allowed}


def test_every_clause_is_answered_with_a_reason_in_one_order() -> None:
    clauses = evaluate(OPEN, WISH)
    assert [clause.name for clause in clauses] == ORDER
    assert all(clause.allowed and clause.reason.endswith(".") for clause in clauses)


@pytest.mark.parametrize(
    ("terms", "wish", "clause", "reason"),
    [
        (replace(OPEN, licence="Do what you like"), WISH, "licence", "neither an SPDX identifier"),
        (replace(OPEN, licence="CC-BY-NC-4.0"), WISH, "licence", "CC-BY-NC-4.0 forbids commercial use"),
        (OPEN, replace(WISH, use_case="retrieval"), "use_case", "commercial-training, evaluation, not retrieval"),
        (replace(OPEN, forbidden_use_cases=frozenset({"evaluation"})), replace(WISH, use_case="evaluation"), "use_case",
         "The terms forbid evaluation"),
        (replace(OPEN, commercial_training="notAllowed"), WISH, "use_case", "do not allow commercial training"),
        (replace(OPEN, opt_outs=frozenset({"commercial-training"})), WISH, "opt_outs", "have opted out of commercial"),
        (replace(OPEN, regions=frozenset({"EU", "GB"})), replace(WISH, region="US"), "region", "cover EU, GB, not US"),
        (OPEN, replace(WISH, retention_days=181), "retention", "kept for 180 days, not 181"),
        (PRIVATE, replace(WISH, privacy=Privacy(epsilon=None, delta=None)), "privacy", "epsilon at most 3"),
        (PRIVATE, replace(WISH, privacy=Privacy(epsilon=3.1, delta=1e-6)), "privacy", "delta at most 1e-05"),
        (PRIVATE, replace(WISH, privacy=Privacy(epsilon=-1, delta=1e-6)), "privacy", "epsilon at most 3"),
        (PRIVATE, replace(WISH, privacy=Privacy(epsilon=float("nan"), delta=1e-6)), "privacy", "epsilon at most 3"),
    ],
)  # fmt: skip
def test_it_denies_one_clause_and_says_why(terms: Terms, wish: Wish, clause: str, reason: str) -> None:
    answer = denied(terms, wish)
    assert list(answer) == [clause]
    assert reason in answer[clause]


@pytest.mark.parametrize(
    ("terms", "wish"),
    [
        (replace(OPEN, regions=frozenset({"EU"})), WISH),
        (replace(OPEN, regions=frozenset({"EU"})), replace(WISH, region="EU")),
        (replace(OPEN, licence="CC-BY-NC-4.0"), replace(WISH, use_case="evaluation")),
        (replace(OPEN, licence="CC-BY-NC-4.0 OR MIT"), WISH),
        (PRIVATE, WISH),
        (PRIVATE, replace(WISH, privacy=Privacy(epsilon=3.0, delta=1e-5))),
    ],
)
def test_it_allows_what_the_terms_cover(terms: Terms, wish: Wish) -> None:
    assert denied(terms, wish) == {}


def test_an_allowed_clause_names_the_duty_that_comes_with_it() -> None:
    reasons = {clause.name: clause.reason for clause in evaluate(replace(PRIVATE, attribution="© Orchard"), WISH)}
    assert "© Orchard" in reasons["attribution"]
    assert "has to state epsilon and delta, epsilon at most 3, delta at most 1e-05" in reasons["privacy"]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("cc-by-4.0", ("CC-BY-4.0",)),
        ("MIT OR (CC0-1.0 AND LicenseRef-House.2)", ("MIT", "CC0-1.0", "LicenseRef-House.2")),
        ("GPL-2.0-only WITH Classpath-exception-2.0", ("GPL-2.0-only", "Classpath-exception-2.0")),
    ],
)
def test_it_reads_spdx_expressions(text: str, ids: tuple[str, ...]) -> None:
    assert read_expression(text).ids == ids


@pytest.mark.parametrize(
    "text", ["", "   ", "free", "MIT AND", "(MIT", "LicenseRef-", "LicenseRef-a b", "MIT OR free", "(" * 400, "\x00"]
)
def test_it_refuses_what_names_no_licence(text: str) -> None:
    with pytest.raises(UnknownLicence, match=r"\.$"):
        read_expression(text)


@given(st.text(max_size=LONGEST_EXPRESSION + 10))
def test_no_text_breaks_the_reader(text: str) -> None:
    with suppress(UnknownLicence):
        assert read_expression(text).ids


SOME = st.sampled_from(["MIT", "CC0-1.0", "CC-BY-4.0", "LicenseRef-House"])
TREES = st.recursive(SOME, lambda inner: st.tuples(inner, st.sampled_from(["AND", "OR"]), inner), max_leaves=6)


@given(TREES, st.sets(SOME))
def test_one_side_of_each_or_and_both_of_each_and_have_to_be_accepted(tree: object, accepted: set[str]) -> None:
    def met(node: object) -> bool:
        if isinstance(node, tuple):
            left, operator, right = node
            return met(left) and met(right) if operator == "AND" else met(left) or met(right)
        return node in accepted

    def written(node: object) -> str:
        return f"({' '.join(map(written, node))})" if isinstance(node, tuple) else str(node)

    assert read_expression(written(tree)).met_by(accepted.__contains__) == met(tree)
