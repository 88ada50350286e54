"""What the process counts, for Prometheus. Each `Frontdesk` has its own registry, so that tests can build many."""

import math
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest


@dataclass(frozen=True, slots=True)
class Backlog:
    """What storage counts: messages not yet as they should be, timers due and not yet fired."""

    waiting: int
    overdue: int


class Metrics:
    """Counters and timings. No label contains anything a person wrote, or who they are."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._acks = Histogram(
            "frontdesk_ack_seconds",
            "From receiving a payload to its acknowledgement, which is after its commit",
            ["kind"],
            buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3),
            registry=self.registry,
        )
        self._delivered = Counter(
            "frontdesk_deliveries_total",
            "Messages by kind and outcome",
            ["kind", "outcome"],
            registry=self.registry,
        )
        self._timers = Counter(
            "frontdesk_timers_total",
            "Timers fired, by outcome",
            ["outcome"],
            registry=self.registry,
        )
        self._waiting = Gauge(
            "frontdesk_messages_waiting",
            "Messages not yet as they should be",
            registry=self.registry,
        )
        self._overdue = Gauge(
            "frontdesk_timers_overdue", "Timers due and not yet fired", registry=self.registry
        )
        self._errors = Counter(
            "frontdesk_errors_total", "Surprises, by where", ["where"], registry=self.registry
        )

    def acknowledged(self, kind: str, seconds: float) -> None:
        """A payload was answered."""
        self._acks.labels(kind).observe(seconds)

    def delivered(self, kind: str, outcome: str) -> None:
        """The courier tried a message."""
        self._delivered.labels(kind, outcome).inc()

    def fired(self, outcome: str) -> None:
        """A timer came due."""
        self._timers.labels(outcome).inc()

    def surprised(self, where: str) -> None:
        """Something failed that shouldn't have."""
        self._errors.labels(where).inc()

    def page(self, backlog: Backlog | None) -> bytes:
        """The exposition format. What the database does not tell is not a number."""
        self._waiting.set(backlog.waiting if backlog else math.nan)
        self._overdue.set(backlog.overdue if backlog else math.nan)
        return generate_latest(self.registry)
