"""One measured figure with its aim and floor, and how it is printed."""

import dataclasses


@dataclasses.dataclass
class Figure:
    what: str
    measured: str  # with its unit
    floor: str  # likewise; empty when nothing has to be paid at all
    aim: str
    reached: bool

    def __str__(self):
        verdict = "ok" if self.reached else "MISSED"
        floor = f"  floor {self.floor}" if self.floor else ""
        return f"{self.what:<58} {self.measured:>22}{floor:<28}  aim {self.aim}: {verdict}"
