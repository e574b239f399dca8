"""The product's settings, with two more addresses to measure beside."""

from hiring.settings import *  # noqa: F403

ROOT_URLCONF = "bench.tools.urls"
