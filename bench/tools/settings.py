"""The product's settings, with more addresses to measure beside, and another library where one is named."""

import os
from pathlib import Path

from hiring.settings import *  # noqa: F403
from hiring.settings import LIBRARY_DIR as OWN_LIBRARY, STORAGE_DIR

ROOT_URLCONF = "bench.tools.urls"
LIBRARY_DIR = Path(os.environ.get("BENCH_LIBRARY", OWN_LIBRARY))
LARGE_FILE = STORAGE_DIR / "bench-large"
