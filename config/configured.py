"""What every section of the organisation file is."""

from pydantic import BaseModel, ConfigDict


class Configured(BaseModel):
    """What an operator wrote: never changed, and no key ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)
