"""Pseudonyms for blind review: a bird and a number, the same for one attempt for ever."""

from __future__ import annotations

import secrets
from collections.abc import Container

BIRDS = (
    "Avocet Bittern Bunting Bustard Buzzard Chough Coot Cormorant Crane Curlew Dipper Dotterel Dunlin Egret Eider "
    "Falcon Finch Fulmar Gannet Godwit Goshawk Grebe Harrier Heron Hoopoe Ibis Jackdaw Jay Kestrel Kingfisher Kite "
    "Knot Lapwing Linnet Martin Merlin Nightjar Nuthatch Oriole Osprey Ouzel Petrel Pintail Pipit Plover Pochard "
    "Puffin Quail Rail Redstart Robin Ruff Sanderling Serin Shoveler Shrike Siskin Skua Smew Snipe Starling Stilt "
    "Stork Swift Teal Tern Thrush Turnstone Wagtail Warbler Wheatear Whimbrel Whinchat Wigeon Wren Wryneck"
).split()


def new_pseudonym(taken: Container[str]) -> str:
    """Return a pseudonym that is not among ``taken``, chosen at random so that it says nothing of its bearer."""
    while True:
        name = f"{secrets.choice(BIRDS)}-{100 + secrets.randbelow(900)}"
        if name not in taken:
            return name
