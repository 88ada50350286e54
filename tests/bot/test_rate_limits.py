"""Never faster than Slack allows, and hardly slower; what Slack refuses besides is waited for."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rate_limits import PER_MINUTE, POST_BURST, POSTS_A_SECOND, RateLimits

METHODS = sorted(PER_MINUTE)


class Time:
    """Seconds, as the rate limits read them."""

    def __init__(self) -> None:
        self.now = 1000.0


def made(
    rate_limits: RateLimits, time: Time, calls: list[tuple[float, str, str]]
) -> list[tuple[float, str, str]]:
    """When calls that are asked for after such pauses are made; those beyond patience are not."""
    times = []
    for pause, method, channel in calls:
        time.now += pause
        wait = rate_limits.book(method, channel)
        if wait <= rate_limits.patience:
            times.append((time.now + wait, method, channel))
    return times


def fits(moments: list[float], rate: float, burst: float) -> bool:
    """In no span are there more than the burst and what the rate adds."""
    ordered = sorted(moments)
    return all(
        last - first >= (count - burst) / rate - 1e-6
        for start, first in enumerate(ordered)
        for count, last in enumerate(ordered[start:], start=1)
    )


asked = st.lists(
    st.tuples(
        st.floats(min_value=0, max_value=5, allow_nan=False),
        st.sampled_from(METHODS),
        st.sampled_from(["C1", "C2", "U1"]),
    ),
    max_size=60,
)


@given(asked)
def test_never_faster_than_slack_allows(calls: list[tuple[float, str, str]]) -> None:
    time = Time()
    times = made(RateLimits(now=lambda: time.now), time, calls)
    for method, a_minute in PER_MINUTE.items():
        moments = [at for at, called, _ in times if called == method]
        assert fits(moments, a_minute / 60, a_minute)
    for channel in ("C1", "C2", "U1"):
        posts = [
            at for at, called, where in times if (called, where) == ("chat.postMessage", channel)
        ]
        assert fits(posts, POSTS_A_SECOND, POST_BURST)


@given(asked)
def test_first_come_first_served(calls: list[tuple[float, str, str]]) -> None:
    time = Time()
    times = made(RateLimits(now=lambda: time.now), time, calls)
    for method in METHODS:
        for channel in ("C1", "C2", "U1"):
            moments = [at for at, called, where in times if (called, where) == (method, channel)]
            assert all(earlier <= later + 1e-9 for earlier, later in pairwise(moments))


@pytest.mark.parametrize(
    ("method", "a_second"),
    [(method, a_minute / 60) for method, a_minute in PER_MINUTE.items()]
    + [("channel", POSTS_A_SECOND)],
)
def test_saturated_it_uses_what_slack_allows(method: str, a_second: float) -> None:
    """Whoever always has something to send gets at least 95 % of the rate, burst not counted."""
    time, count, span = Time(), 0, 1800.0
    rate_limits = RateLimits(now=lambda: time.now)
    while time.now < 1000 + span:
        channel = "C1" if method == "channel" else f"C{count}"
        time.now += rate_limits.book("chat.postMessage" if method == "channel" else method, channel)
        count += 1
    assert count >= 0.95 * a_second * span


@given(st.floats(min_value=0.1, max_value=300, allow_nan=False))
def test_a_refusal_closes_the_method_for_as_long_as_slack_asks(seconds: float) -> None:
    time = Time()
    rate_limits = RateLimits(limited=False, now=lambda: time.now)
    assert rate_limits.book("chat.update", "C1") == 0
    rate_limits.refused("chat.update", "C1", seconds)
    assert rate_limits.book("chat.update", "C2") == pytest.approx(seconds)
    assert rate_limits.blocked("chat.update", "C2") == pytest.approx(seconds)
    assert rate_limits.book("chat.delete", "C1") == 0
    time.now += seconds + 1e-6
    assert rate_limits.book("chat.update", "C1") == 0


def test_a_refused_post_closes_its_channel_only() -> None:
    time = Time()
    rate_limits = RateLimits(now=lambda: time.now)
    rate_limits.refused("chat.postMessage", "C1", 30)
    assert rate_limits.book("chat.postMessage", "C1") == pytest.approx(30)
    assert rate_limits.book("chat.postMessage", "C2") == 0


def test_what_is_beyond_patience_books_nothing() -> None:
    time = Time()
    rate_limits = RateLimits(patience=1, now=lambda: time.now)
    waits = [rate_limits.book("chat.postMessage", "C1") for _ in range(50)]
    assert max(waits) < 3
    assert sum(wait <= 1 for wait in waits) == POST_BURST + 1
