"""Every check of the gate, listed by hand, in the order in which a report tells them."""

from __future__ import annotations

from grader.check import Check
from grader.checks.pipeline.pip001_stages import PIP001
from grader.checks.pipeline.pip002_lineage_unbroken import PIP002
from grader.checks.pipeline.pip003_model_manifest import PIP003
from grader.checks.pipeline.pip004_licence_before_access import PIP004
from grader.checks.pipeline.pip005_usage_reported import PIP005
from grader.checks.pipeline.pip006_faults import PIP006
from grader.checks.pipeline.pip007_secrets import PIP007
from grader.checks.pipeline.pip008_cost import PIP008
from grader.checks.pipeline.pip009_privacy import PIP009
from grader.checks.provenance.prv001_licence_known import PRV001
from grader.checks.provenance.prv002_licence_permits import PRV002
from grader.checks.provenance.prv003_licence_token import PRV003
from grader.checks.provenance.prv004_attestation import PRV004
from grader.checks.provenance.prv005_data_card import PRV005
from grader.checks.provenance.prv006_source_address import PRV006
from grader.checks.provenance.prv007_watermark import PRV007
from grader.checks.quality.qua001_sample_size import QUA001
from grader.checks.quality.qua002_missing import QUA002
from grader.checks.quality.qua003_duplicates import QUA003
from grader.checks.quality.qua004_near_duplicates import QUA004
from grader.checks.quality.qua005_outliers import QUA005
from grader.checks.quality.qua006_formats import QUA006
from grader.checks.quality.qua007_dependencies import QUA007
from grader.checks.quality.qua008_typos import QUA008
from grader.checks.quality.qua009_label_coverage import QUA009
from grader.checks.quality.qua011_class_balance import QUA011
from grader.checks.quality.qua013_leakage import QUA013
from grader.checks.quality.qua014_split import QUA014
from grader.checks.quality.qua015_drift import QUA015
from grader.checks.quality.qua016_personal_data import QUA016
from grader.checks.quality.qua018_origin import QUA018
from grader.checks.quality.qua019_claims import QUA019
from grader.checks.quality.qua020_repairs import QUA020
from grader.checks.quality.qua021_collateral import QUA021
from grader.checks.schema.sch001_manifest import SCH001
from grader.checks.schema.sch002_files import SCH002
from grader.checks.schema.sch003_fingerprint import SCH003
from grader.checks.schema.sch004_schema_hash import SCH004
from grader.checks.schema.sch005_brief import SCH005
from grader.checks.schema.sch006_rows import SCH006
from grader.checks.schema.sch007_keys import SCH007
from grader.checks.schema.sch008_encodings import SCH008

CHECKS: tuple[Check, ...] = (
    SCH001,
    SCH002,
    SCH003,
    SCH004,
    SCH005,
    SCH006,
    SCH007,
    SCH008,
    QUA001,
    QUA002,
    QUA003,
    QUA004,
    QUA005,
    QUA006,
    QUA007,
    QUA008,
    QUA009,
    QUA011,
    QUA013,
    QUA014,
    QUA015,
    QUA016,
    QUA018,
    QUA019,
    QUA020,
    QUA021,
    PRV001,
    PRV002,
    PRV003,
    PRV004,
    PRV005,
    PRV006,
    PRV007,
    PIP001,
    PIP002,
    PIP003,
    PIP004,
    PIP005,
    PIP006,
    PIP007,
    PIP008,
    PIP009,
)
