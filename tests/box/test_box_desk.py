"""The desk: hands and what they ask for, whoever reports them."""

import threading
import tracemalloc

from appliance.desk import MENU_SECONDS, MOST_POSITIONS, Desk
from appliance.jam.controls import Controls, Mode
from appliance.jam.phases import Signal
from appliance.panel.hand import Hand
from appliance.panel.items import ITEMS, Action
from appliance.realtime.devices import Change, PanelEvent
from tests.box.doubles import Clock


def test_the_desk_keeps_a_hand_over_until_the_loop_takes_it():
    desk = Desk(Hand(), {})
    desk.report(PanelEvent.FLIP)
    assert desk.take() == [(Controls(), Signal.HAND_OVER)]
    assert desk.take() == [(Controls(), None)]


def test_another_answer_is_asked_for_by_menu_and_pedal():
    desk = Desk(Hand(), {})
    desk.report(PanelEvent.HOLD)
    for _ in range([item.name for item in ITEMS].index("Answer again")):
        desk.report(PanelEvent.RIGHT)
    desk.report(PanelEvent.PUSH)
    assert (desk.take()[0][1], desk.take()[0][1]) == (Signal.AGAIN, None)
    desk.steer(108, 127)
    assert desk.take()[0][1] is Signal.AGAIN
    desk.steer(108, 0)
    desk.report(PanelEvent.FLIP)
    desk.steer(108, 127)
    assert desk.take()[0][1] is Signal.HAND_OVER


def test_two_flips_within_a_step_undo_each_other():
    desk = Desk(Hand(), {})
    desk.report(PanelEvent.FLIP)
    desk.report(PanelEvent.FLIP)
    assert desk.take()[0][1] is None


def test_the_desk_turns_genre_and_mode_and_opens_the_menu():
    desk = Desk(Hand(), {})
    for event in (PanelEvent.RIGHT, PanelEvent.PUSH, PanelEvent.HOLD):
        desk.report(event)
    ((controls, _),) = desk.take()
    assert (controls.genre.key, controls.mode) == ("chorale", Mode.TRADE)
    assert desk.hand.menu is not None


def test_panic_from_the_menu_is_done_at_once():
    done = []
    desk = Desk(Hand(), {Action.PANIC: lambda: done.append("panic")})
    desk.report(PanelEvent.HOLD)
    for _ in range([item.name for item in ITEMS].index("All notes off")):
        desk.report(PanelEvent.RIGHT)
    desk.report(PanelEvent.PUSH)
    assert done == ["panic"]


def test_reports_from_many_threads_are_all_counted():
    desk = Desk(Hand(), {})

    def turn():
        for _ in range(220):
            desk.report(PanelEvent.RIGHT)

    threads = [threading.Thread(target=turn) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert desk.hand.controls.genre.key == "folk"  # 880 is a multiple of 11 genres


def test_a_menu_that_was_left_open_closes_by_itself():
    clock = Clock()
    desk = Desk(Hand(), {}, clock=clock)
    desk.report(PanelEvent.HOLD)
    clock.time += MENU_SECONDS
    assert desk.look().menu is not None
    desk.report(PanelEvent.RIGHT)
    clock.time += MENU_SECONDS
    assert desk.look().menu is not None
    clock.time += 1
    assert desk.hand.menu is not None
    assert desk.look().menu is desk.hand.menu is None


def test_the_desk_follows_a_change_from_afar():
    desk = Desk(Hand(), {})
    desk.report(Change("morph", 3))
    desk.report(Change("nothing", 3))
    assert desk.take() == [(Controls(morph=0.3), None)]


def test_pages_that_come_and_go_leave_nothing_behind():
    desk = Desk(Hand(), {})
    tracemalloc.start()
    try:
        for page in range(MOST_POSITIONS):
            desk.steer(108, 127, 0, f"page {page}")
        before = tracemalloc.get_traced_memory()[0]
        for page in range(20 * MOST_POSITIONS):
            desk.steer(108, 127, 0, f"page {page}")
        assert tracemalloc.get_traced_memory()[0] < before + 100_000
    finally:
        tracemalloc.stop()


def test_a_pedal_that_stays_down_asks_once_however_many_come_and_go():
    desk = Desk(Hand(), {})
    desk.steer(108, 127, 0, "keyboard")
    assert desk.take()[0][1] is Signal.AGAIN
    for page in range(2 * MOST_POSITIONS):
        desk.steer(7, 100, 0, f"page {page}")
        desk.steer(108, 127, 0, "keyboard")
    assert desk.take()[0][1] is None
