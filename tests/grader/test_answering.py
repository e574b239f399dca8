"""Replies to the brief's questions are found however they are laid out, and reach the report fit to be shown."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from grader.answer import Answer
from grader.answering import ELSEWHERE, LONGEST_REPLY, NOT_READ, answers_in, read_answers
from grader.brief import Question
from grader.gate import run_gate
from tests.grader.factories import hand_in

LEFT_OUT = Question(id="left-out", text="What did you leave out, and why?")
AI_USE = Question(id="ai-use", text="What did you use AI for?")
QUESTIONS = (LEFT_OUT, AI_USE)
SECRET = "AKIA" + "Q3ZP7LRD2WXNVT5H"


def replies(text: str) -> tuple[str, ...]:
    return tuple(answer.reply for answer in read_answers(text, QUESTIONS))


@pytest.mark.parametrize(
    "heading",
    [
        "## left-out",
        "# Left out",
        "### 1. (`left-out`)",
        "## left_out: What did you leave out, and why?",
        "## What did you leave out, and why?",
        "## left-out ##",
    ],
)
def test_a_reply_is_found_under_a_heading_that_names_its_question(heading: str) -> None:
    assert replies(f"{heading}\n\nTwo rows.\n\n## ai-use\nNothing.\n") == ("Two rows.", "Nothing.")


def test_a_reply_may_stand_in_the_heading_and_have_headings_of_its_own() -> None:
    text = "## ai-use: Nothing.\n## left-out\nRows:\n### Old ones\n- before 1990\n- of no day\n"
    assert replies(text) == ("Rows:\n### Old ones\n- before 1990\n- of no day", "Nothing.")


def test_a_question_that_was_only_laid_out_is_not_answered() -> None:
    text = f"## left-out\n\n{LEFT_OUT.text}\n\n## ai-use\n\n{AI_USE.text}\n\n- Nothing.\n"
    assert replies(text) == ("", "- Nothing.")


def test_words_under_no_question_are_kept_and_come_last() -> None:
    text = "# My answers\n\n1. I left out two rows.\n\n## ai-use\nNothing.\n"
    *asked, other = read_answers(text, QUESTIONS)
    assert [one.reply for one in asked] == ["", "Nothing."]
    assert other == Answer(id="", question=ELSEWHERE, reply="# My answers\n\n1. I left out two rows.")


def test_a_title_alone_is_no_answer() -> None:
    assert len(read_answers("# My answers\n\n## ai-use\nNothing.\n", QUESTIONS)) == 2


def test_line_breaks_are_kept_but_for_those_of_a_full_line() -> None:
    full = "Records whose day nobody knows, for no honest split can place them"
    text = f"Two things.\nRows:\n{full}\nin either part.\n{full}:\n- one\n\n\n\n2. two\n{full}  \nThe end.\n"
    assert replies(f"## left-out\n{text}")[0] == (
        f"Two things.\nRows:\n{full} in either part.\n{full}:\n- one\n\n2. two\n{full}\nThe end."
    )
    code = f"```\n{full}\nnext\n```"
    assert replies(f"## left-out\n{code}")[0] == code


def test_a_long_reply_is_cut_between_words_and_says_by_how_much() -> None:
    words = "word@example.com " * 400
    reply = read_answers(f"## ai-use\n{words}", QUESTIONS)[1]
    assert reply.reply.endswith(" word@example.com")
    assert len(reply.reply) <= LONGEST_REPLY
    assert len(reply.reply) + reply.unshown == len(words) - 1


def test_a_long_reply_without_blanks_is_cut_all_the_same() -> None:
    reply = read_answers(f"## ai-use\n{'語' * 5_000}", QUESTIONS)[1]
    assert (len(reply.reply), reply.unshown) == (LONGEST_REPLY, 1_000)


def test_a_reply_that_holds_a_secret_is_withheld() -> None:
    reply = read_answers(f"## ai-use\nI gave it {SECRET}.\n", QUESTIONS)[1]
    assert reply.reply == ""
    assert reply.withheld == "It holds what looks like an AWS access key, so it is not repeated here."


@given(st.text())
def test_whatever_is_written_is_plain_text_of_bounded_length(text: str) -> None:
    for answer in read_answers(f"## ai-use\n{text}", QUESTIONS):
        assert len(answer.reply) <= LONGEST_REPLY
        assert not [one for one in answer.reply if one != "\n" and unicodedata.category(one) in {"Cc", "Cf", "Cs"}]


@given(st.lists(st.sampled_from(["## ai-use", "## left-out", "# Title", "```", "", "- item", "word"])))
def test_no_line_is_lost(lines: list[str]) -> None:
    told = [line for answer in read_answers("\n".join(lines), QUESTIONS) for line in answer.reply.split("\n")]
    assert sorted(told).count("- item") == lines.count("- item")
    assert told.count("word") == lines.count("word")


def test_a_bundle_without_answers_leaves_every_question_open(tmp_path: Path) -> None:
    (answer,) = answers_in(hand_in(tmp_path, missing="answers.md").inputs())
    assert (answer.id, answer.reply, answer.withheld) == ("left-out", "", "")


def test_answers_that_cannot_be_read_are_not_taken_for_none(tmp_path: Path) -> None:
    (answer,) = answers_in(hand_in(tmp_path, files={"answers.md": b"## left-out\n\xff"}).inputs())
    assert (answer.reply, answer.withheld) == ("", NOT_READ)


def test_without_a_brief_nothing_was_asked(tmp_path: Path) -> None:
    assert answers_in(hand_in(tmp_path).inputs(brief=None)) == ()


def test_what_is_replied_moves_neither_outcome_nor_score(tmp_path: Path) -> None:
    said, silent = (
        run_gate(hand_in(tmp_path / word, files={"answers.md": word.encode()}).inputs())
        for word in ("## left-out\nTwo rows.\n", "\n")
    )
    assert said.answers != silent.answers
    assert (said.outcomes, said.score) == (silent.outcomes, silent.score)
