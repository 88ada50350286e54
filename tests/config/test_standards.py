"""What holds for a request is the narrowest that was written, each time by itself."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from config.business_time import WorkingTime
from config.standards import TIMES, StandardFor, standard_of
from tests.office import organisation

HOUR = WorkingTime(time=timedelta(hours=1))


def of(hours: int) -> WorkingTime:
    return WorkingTime(time=timedelta(hours=hours))


def test_the_example_answers_by_type_and_urgency() -> None:
    it, hr = organisation().department("it"), organisation().department("hr")
    assert it is not None
    assert hr is not None
    assert it.standard("general", "normal").first_response == of(4)
    assert it.standard("laptop", "normal").resolution == WorkingTime(days=5)
    assert it.standard("laptop", "normal").next_reply == of(4)
    assert it.standard("laptop", "high").resolution == of(4)
    # What is urgent by its type needs nobody to say so.
    assert it.standard("locked-out", "low") == it.standard("general", "high")
    assert hr.standard("pay", "normal").first_response == of(2)


STANDARD = st.builds(
    StandardFor,
    type=st.sampled_from([None, "a", "b"]),
    urgency=st.sampled_from([None, "high", "low"]),
    first_response=st.builds(of, st.integers(1, 99)),
    resolution=st.none() | st.builds(of, st.integers(1, 99)),
)


@given(st.lists(STANDARD, unique_by=lambda each: (each.type, each.urgency)))
def test_the_order_in_which_standards_are_written_does_not_matter(
    written: list[StandardFor],
) -> None:
    for kind in ("a", "b", "general"):
        for urgency in ("high", "normal", "low"):
            found = standard_of(tuple(written), kind, urgency)
            assert found == standard_of(tuple(written[::-1]), kind, urgency)
            fitting = [each for each in written if each.holds_for(kind, urgency)]
            assert (found.first_response is None) == (not fitting)
            narrowest = max(fitting, key=lambda each: each.narrowness, default=None)
            if narrowest is not None and narrowest.resolution is not None:
                assert found.resolution == narrowest.resolution
    assert all(getattr(standard_of((), "a", "high"), name) is None for name in TIMES)
