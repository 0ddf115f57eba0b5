"""A short run of what `python -m tools.fuzz.web` does for as long as one likes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from websockets.http11 import Request, Response

from appliance.web import held, page, reception
from appliance.web.door import Door
from appliance.web.gate import Gate
from tools.fuzz.web import Outcome, one_round

EXAMPLES = 150


def test_nothing_breaks() -> None:
    outcome = Outcome()
    one_round(1, EXAMPLES, outcome, shrink=False)
    assert outcome.broke == []
    assert outcome.tried >= 3 * EXAMPLES


def let_all_in(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Door, "knows", lambda self, headers: True)


def forget_the_gate(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Gate, "admits", lambda self, headers: True)


def hold_for_ever(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(held.Held, "let_go", lambda self: [])


def answer_without_a_seal(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("appliance.web.files.safety", dict)


def stumble(patch: pytest.MonkeyPatch) -> None:
    whole: Callable[..., Response | None] = reception.Reception.answer

    def answer(self: reception.Reception, request: Request, address: str) -> Response | None:
        if "Origin" in request.headers:
            raise ValueError("an origin")
        return whole(self, request, address)

    patch.setattr(reception.Reception, "answer", answer)


def swallow(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(page, "parse", lambda text: b"\x90\x3c\x40" if "midi" in text else None)


@pytest.mark.parametrize(
    "fault", [let_all_in, forget_the_gate, hold_for_ever, answer_without_a_seal, stumble, swallow]
)
def test_what_is_wrong_is_found(fault: Callable[[pytest.MonkeyPatch], None]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        fault(patch)
        outcome = Outcome()
        one_round(1, 60, outcome, shrink=False)
    assert outcome.broke
