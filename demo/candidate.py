"""One candidate, as a process of their own: `python -m demo.candidate DILIGENCE SIGN_IN INVITATION HOME`."""

from __future__ import annotations

import sys
from pathlib import Path

from demo.diligence import careful, careless, gives_up, hasty
from demo.installation import DONE
from demo.sitting import set_out
from kit.home import Home
from kit.stages import run_stages

WAYS = {
    "careful": careful.STAGES,
    "hasty": hasty.STAGES,
    "careless": careless.STAGES,
    "gives_up": gives_up.STAGES,
}


def main(diligence: str, sign_in: str, invitation: str, folder: str) -> int:
    """Go as far as this way of working goes, and leave a mark that says so."""
    home = Path(folder)
    set_out(sign_in=sign_in, invitation=invitation, home=home)
    code = run_stages(Home(home), WAYS[diligence])
    if code == 0:
        (home / DONE).touch()
    return code


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
