"""Reads answers.md: finds the reply to each question of the brief, and makes it fit to be shown to people."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from grader.answer import Answer
from grader.brief import Question
from grader.errors import Absent, Unreadable
from grader.headings import lines_of
from grader.inputs import ANSWERS, Inputs
from grader.measures.leaks import find_leaks

LONGEST_REPLY = 4_000
LONGEST_WORD = 320
ELSEWHERE = f"What else stands in {ANSWERS}"
NOT_READ = f"{ANSWERS} could not be read."
INVISIBLE = {"Cc", "Cf", "Cs", "Co"}
FENCE = "```"

_WRAPPED = re.compile(r"^(.{60,}\S)\n(?!\s|[-*+>#|]|\d+[.)])", re.MULTILINE)
_EMPTY_LINES = re.compile(r"\n{3,}")


def answers_in(inputs: Inputs) -> tuple[Answer, ...]:
    """Return what was replied to each question of the brief, in its order; nothing where there is no brief to ask."""
    try:
        questions = inputs.brief.questions
    except (Absent, Unreadable):
        return ()
    asked = tuple(Answer(id=question.id, question=question.text) for question in questions)
    try:
        return read_answers(inputs.answers, questions)
    except Absent:
        return asked
    except Unreadable:
        return tuple(replace(one, withheld=NOT_READ) for one in asked)


def read_answers(text: str, questions: Sequence[Question]) -> tuple[Answer, ...]:
    """Return the reply to each question: all from a heading that names it to the next that names another.

    A heading names a question by its id, or by the question itself. Whatever stands under none of them comes last, if
    it is more than headings: nobody's words are lost because they were not laid out as asked.
    """
    if not questions:
        return ()
    headings = sorted(((_heading_of(one), one.id) for one in questions), key=lambda pair: -len(pair[1]))
    said: dict[str, list[str]] = {"": [], **{one.id: [] for one in questions}}
    current, is_said_elsewhere = "", False
    for line, heading in lines_of(text):
        found = heading and next(((m, name) for form, name in headings if (m := form.fullmatch(heading.text))), None)
        if found:
            current = found[1]
            said[current] += ["", found[0]["rest"] or ""]
        else:
            said[current].append(line)
            is_said_elsewhere |= not current and not heading and bool(line.strip())
    answers = [_answer(one.id, one.text, _without(one, "\n".join(said[one.id]))) for one in questions]
    return (*answers, *([_answer("", ELSEWHERE, "\n".join(said[""]))] if is_said_elsewhere else []))


def _heading_of(question: Question) -> re.Pattern[str]:
    name = re.escape(question.id).replace(r"\-", r"[\W_]+")
    return re.compile(rf"\W*(?:\d+\W+)?(?:{name}\b\W*(?P<rest>.*)|{_spelt(question.text)}\W*)", re.IGNORECASE)


def _without(question: Question, reply: str) -> str:
    """Return a reply without the question that is often repeated, or was laid out, at its beginning."""
    return re.sub(rf"\A\W*{_spelt(question.text)}[^\w\n]*", "", reply, flags=re.IGNORECASE)


def _spelt(text: str) -> str:
    return r"\W+".join(re.findall(r"\w+", text))


def _answer(name: str, question: str, text: str) -> Answer:
    blank = Answer(id=name, question=question)
    reply = _plain(text)
    leaks = find_leaks(reply.encode())
    if leaks:
        return replace(blank, withheld=f"It holds what looks like {leaks[0].kind}, so it is not repeated here.")
    kept = _cut(reply)
    return replace(blank, reply=kept, unshown=len(reply) - len(kept))


def _plain(text: str) -> str:
    """Return text without invisible characters, trailing blanks and needless empty lines.

    Line breaks are kept, but for those that an editor put into a paragraph because its line was full.
    """
    invisible = {ord(one): None for one in set(text) - {"\n"} if unicodedata.category(one) in INVISIBLE}
    shown = text.replace("\t", "    ").translate(invisible)
    flowing = shown if FENCE in shown else _WRAPPED.sub(r"\1 ", shown)
    return _EMPTY_LINES.sub("\n\n", "\n".join(line.rstrip() for line in flowing.split("\n"))).strip("\n")


def _cut(reply: str) -> str:
    """Return at most the longest reply, cut between words: half an address could not be told from other words."""
    if len(reply) <= LONGEST_REPLY:
        return reply
    sure = LONGEST_REPLY - LONGEST_WORD
    return (reply[:sure] + reply[sure:LONGEST_REPLY].rsplit(maxsplit=1)[0]).rstrip()
