"""What a button or a form carries along, parsed as strictly as what Slack sends: it may be old, or forged."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

VALUE_LIMIT = 2000
# As far as the databases count.
Whole = Annotated[int, Field(ge=0, le=2**31 - 1)]


class StaleValueError(Exception):
    """A button or form of another version of Frontdesk: what it means is no longer known."""


class Packed(BaseModel):
    """A small typed value that travels in a button's value or a form's metadata. Grow `v` when its meaning changes."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    v: int = 1

    def pack(self) -> str:
        """As Slack carries it. Raises `ValueError` for one that Slack would refuse."""
        packed = self.model_dump_json(exclude_defaults=True)
        if len(packed) > VALUE_LIMIT:
            raise ValueError(
                f"{type(self).__name__} is too long for Slack: {len(packed)} characters"
            )
        return packed

    @classmethod
    def unpack(cls, packed: str) -> Self:
        """Raises `StaleValueError` for what this version did not write."""
        try:
            value = cls.model_validate_json(packed)
        except ValidationError as error:
            raise StaleValueError(cls.__name__) from error
        if value.v != cls.model_fields["v"].default:
            raise StaleValueError(cls.__name__)
        return value
