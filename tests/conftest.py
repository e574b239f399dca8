"""What every test may ask for: an installation, its database, its processes, its people."""

pytest_plugins = [
    "tests.fixtures.installation",
    "tests.fixtures.database",
    "tests.fixtures.processes",
    "tests.fixtures.objects",
    "tests.fixtures.browser",
    "tests.people",
    "tests.fixtures.sittings",
    "tests.fixtures.market",
    "tests.fixtures.receiver",
]
