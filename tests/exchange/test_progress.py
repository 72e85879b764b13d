"""A stream's state is what it does at this very moment, also before its loop comes round to it."""

from __future__ import annotations

from dataclasses import dataclass

from mockserver.exchange.progress import Progress, State


@dataclass
class Alarm:
    """Rings when the test says so."""

    rung: bool = False

    def done(self) -> bool:
        return self.rung


def test_a_new_stream_runs_and_has_sent_nothing() -> None:
    one = Progress()
    assert (one.state, one.gate, one.sent, one.times) == (State.RUNNING, None, 0, [])


def test_a_stream_waits_until_it_is_woken() -> None:
    one, alarm = Progress(), Alarm()
    one.stay(State.SLEEPING, alarm)
    seen = [one.state]
    alarm.rung = True
    assert [*seen, one.state] == [State.SLEEPING, State.RUNNING]


def test_a_gate_is_waited_for_until_it_is_open() -> None:
    one, alarm = Progress(), Alarm()
    one.stay(State.GATED, alarm, "later")
    assert (one.state, one.gate) == (State.GATED, "later")
    alarm.rung = True
    assert (one.state, one.gate) == (State.RUNNING, None)


def test_a_gate_is_forgotten_when_the_stream_goes_on() -> None:
    one = Progress()
    one.stay(State.GATED, Alarm(), "later")
    one.go_on()
    assert (one.state, one.gate) == (State.RUNNING, None)
    one.stay(State.SLEEPING, Alarm())
    assert one.gate is None


def test_every_coming_to_rest_is_told() -> None:
    seen: list[State] = []
    one = Progress()
    one.changed = lambda: seen.append(one.state)
    one.stay(State.BLOCKED)
    one.go_on()
    one.stay(State.ENDED)
    assert seen == [State.BLOCKED, State.ENDED]


def test_bytes_are_pending_while_the_stream_is_open() -> None:
    one = Progress()
    assert one.pending() == 0
    one.unaccepted = lambda: 7
    assert one.pending() == 7


def test_progress_shows_what_a_stream_waits_for() -> None:
    one = Progress()
    one.times, one.sent = [0, 5], 120
    assert repr(one) == "<Progress running, 2 instructions, 120 bytes>"
    one.stay(State.GATED, gate="later")
    assert repr(one) == "<Progress gated at the gate 'later', 2 instructions, 120 bytes>"


def test_the_beats_of_one_stream_are_no_others() -> None:
    one, other = Progress(), Progress()
    one.beat(2)
    one.beat(2)
    one.beat(5)
    assert (one.beats, other.beats, Progress().beats) == ({2: 2, 5: 1}, {}, {})
