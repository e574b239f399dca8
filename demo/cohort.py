"""The people of the demonstration, made through the product's own services, and what became of them."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from grader.report import parse_report
from hiring.accounts.demo import sign_in_link
from hiring.accounts.models import Person, Role
from hiring.accounts.services import add_member, create_organisation, person_with_email
from hiring.assessments.models import Cohort, Invitation
from hiring.assessments.services.inviting import invite
from hiring.assessments.services.publishing import create_assessment, open_cohort, read_ready
from hiring.grading.models import Report

READY = "wildlife_strikes"
ORGANISATION, SLUG = "Airside Analytics", "airside-analytics"
OWNER = ("olivia@airside.example", "Olivia Okafor")
RECRUITER = ("rosa@airside.example", "Rosa Reyes")
REVIEWER = ("ravi@airside.example", "Ravi Rao")
CANDIDATES = {
    "careful": ("carla@mail.example", "Carla Conti"),
    "hasty": ("hugo@mail.example", "Hugo Haas"),
    "careless": ("cleo@mail.example", "Cleo Clarke"),
    "gives_up": ("gus@mail.example", "Gus Grant"),
}
# Invited and not begun: whoever looks at the demonstration can be her, and start.
NEWCOMER = ("nora@mail.example", "Nora Novak")
MOST_REASONS = 3


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """One candidate of the demonstration, as the program that plays them is told."""

    name: str
    diligence: str
    invitation: str
    sign_in: str


@dataclass(frozen=True, kw_only=True)
class Score:
    """What one candidate came to; ``state`` is graded, or why there is no score."""

    name: str
    diligence: str
    pseudonym: str
    state: str
    submissions: int
    score: float | None
    reasons: tuple[str, ...]


def open_demonstration() -> list[Candidate]:
    """Make the organisation and its cohort and invite everyone, unless that is done; return who is to set out."""
    cohort, recruiter = _cohort() or _found_cohort(), person_with_email(email=RECRUITER[0])
    invited = {invitation.person.email: invitation for invitation in cohort.invitations.select_related("person")}
    for email, name in (NEWCOMER, *CANDIDATES.values()):
        if email not in invited:
            invited[email], _ = invite(cohort=cohort, email=email, name=name, by=recruiter)
    return [
        Candidate(
            name=name,
            diligence=diligence,
            invitation=str(invited[email].pk),
            sign_in=sign_in_link(invited[email].person),
        )
        for diligence, (email, name) in CANDIDATES.items()
    ]


def sign_ins() -> dict[str, str]:
    """Return a sign-in link for one who can start, one whose report has much to say, one who published, and members."""
    people = {
        "newcomer": NEWCOMER,
        "candidate": CANDIDATES["hasty"],
        "creator": CANDIDATES["careful"],
        "recruiter": RECRUITER,
        "reviewer": REVIEWER,
        "owner": OWNER,
    }
    return {kind: sign_in_link(Person.objects.get(email=email)) for kind, (email, _) in people.items()}


def scores() -> list[Score]:
    """Return what each candidate came to."""
    return [_score_of(diligence, email, name) for diligence, (email, name) in CANDIDATES.items()]


def as_documents(items: list[Candidate] | list[Score]) -> list[dict[str, object]]:
    """Return items as JSON can hold them."""
    return [asdict(item) for item in items]


def _cohort() -> Cohort | None:
    """Return the cohort of the demonstration; visitors may have opened others since."""
    cohorts = Cohort.objects.filter(version__assessment__organisation__slug=SLUG)
    return cohorts.order_by("created_at").first()


def _found_cohort() -> Cohort:
    owner, recruiter, reviewer = (person_with_email(email=email) for email, _ in (OWNER, RECRUITER, REVIEWER))
    organisation = create_organisation(name=ORGANISATION, slug=SLUG, owner=owner, owner_name=OWNER[1])
    add_member(organisation=organisation, person=recruiter, role=Role.RECRUITER, by=owner, name=RECRUITER[1])
    add_member(organisation=organisation, person=reviewer, role=Role.REVIEWER, by=owner, name=REVIEWER[1])
    version = create_assessment(
        organisation=organisation, slug="wildlife-strikes", draft=read_ready(READY), by=recruiter
    )
    return open_cohort(version=version, name="November", by=recruiter)


def _score_of(diligence: str, email: str, name: str) -> Score:
    invitation = Invitation.objects.select_related("attempt").get(cohort=_cohort(), person__email=email)
    attempt = getattr(invitation, "attempt", None)
    handed_in = attempt.submissions.count() if attempt else 0
    graded = (
        Report.objects.filter(run__submission__attempt=attempt).order_by("-created_at").first() if attempt else None
    )
    return Score(
        name=name,
        diligence=diligence,
        pseudonym=attempt.pseudonym if attempt else "",
        state="graded" if graded else "not graded" if handed_in else "handed nothing in",
        submissions=handed_in,
        score=graded.score if graded else None,
        reasons=_reasons(graded) if graded else (),
    )


def _reasons(report: Report) -> tuple[str, ...]:
    """Return what cost the most of the score, most first."""
    parsed = parse_report(report.body.encode())
    shares = {criterion.id: criterion.weight / criterion.of for criterion in parsed.criteria if criterion.of}
    costs = [
        ((outcome.of - outcome.points) * shares[outcome.criterion], outcome)
        for outcome in parsed.outcomes
        if outcome.criterion in shares
    ]
    worst = sorted((cost for cost in costs if cost[0] > 0), key=lambda cost: cost[0], reverse=True)[:MOST_REASONS]
    return tuple(f"{outcome.code} {outcome.summary or outcome.cause}" for _, outcome in worst)
