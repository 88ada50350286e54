"""Which engines a test of the front door needs, where it isn't both."""

import pytest

# For what is told before anything is stored: the other engine would only say it again.
ONE_ENGINE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
