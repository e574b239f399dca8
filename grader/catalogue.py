"""Every check of the gate, listed by hand, in the order in which a report tells them."""

from __future__ import annotations

from grader.check import Check
from grader.checks.pipeline.pip001_stages import PIP001
from grader.checks.pipeline.pip002_lineage_unbroken import PIP002
from grader.checks.pipeline.pip003_model_manifest import PIP003
from grader.checks.pipeline.pip004_licence_before_access import PIP004
from grader.checks.pipeline.pip005_usage_reported import PIP005
from grader.checks.pipeline.pip007_secrets import PIP007
from grader.checks.pipeline.pip008_cost import PIP008
from grader.checks.provenance.prv001_licence_known import PRV001
from grader.checks.provenance.prv002_licence_permits import PRV002
from grader.checks.provenance.prv003_licence_token import PRV003
from grader.checks.provenance.prv004_attestation import PRV004
from grader.checks.provenance.prv005_data_card import PRV005
from grader.checks.provenance.prv006_source_address import PRV006

CHECKS: tuple[Check, ...] = (
    PRV001,
    PRV002,
    PRV003,
    PRV004,
    PRV005,
    PRV006,
    PIP001,
    PIP002,
    PIP003,
    PIP004,
    PIP005,
    PIP007,
    PIP008,
)
