"""What an operator writes for people to read: one text, or one per language (`{en: Staff, hu: Személyzet}`)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from babel import Locale
from pydantic import GetCoreSchemaHandler, ValidationInfo
from pydantic_core import CoreSchema, core_schema

from config.values import language, one_line


class Text(str):
    """A text that may exist in several languages.

    As a `str` it is in the organisation's language: that is what is logged, compared and stored. `Words` picks the
    reader's.
    """

    __slots__ = ("_by_tag",)
    _by_tag: Mapping[str, str]

    def __new__(cls, own: str, by_tag: Mapping[str, str] | None = None) -> "Text":
        text = super().__new__(cls, own)
        text._by_tag = dict(by_tag or {})
        return text

    def to(self, reader: Locale) -> str:
        """In the reader's language and country, else in their language, else in the organisation's."""
        if not self._by_tag:
            return str(self)
        written = {Locale.parse(tag, sep="-"): text for tag, text in self._by_tag.items()}
        if reader in written:
            return written[reader]
        language = Locale(reader.language)
        alike = (text for locale, text in written.items() if locale.language == reader.language)
        return written.get(language) or next(alike, str(self))

    @property
    def by_tag(self) -> Mapping[str, str]:
        """By the tags of its languages; empty if it exists in one only."""
        return self._by_tag

    @property
    def all(self) -> tuple[str, ...]:
        """In every language, the organisation's first."""
        return tuple(dict.fromkeys((str(self), *self._by_tag.values())))


@dataclass(frozen=True)
class Localised:
    """How long a `Text` in a model may be, in each of its languages."""

    longest: int
    least: int = 1

    def __get_pydantic_core_schema__(
        self, source: type[Text], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        plain = core_schema.str_schema(
            strip_whitespace=True, min_length=self.least, max_length=self.longest
        )
        one = core_schema.no_info_after_validator_function(one_line, plain)
        tag = core_schema.no_info_after_validator_function(language, core_schema.str_schema())
        many = core_schema.dict_schema(tag, one, min_length=1)
        # In a chain, not a union: a fault then has its own line and its own words.
        return core_schema.chain_schema(
            [
                core_schema.no_info_wrap_validator_function(_if_one, one),
                core_schema.no_info_wrap_validator_function(_if_many, many),
                core_schema.with_info_plain_validator_function(_text),
            ]
        )


def _if_one(given: Any, validate: Callable[[Any], Any]) -> Any:
    return given if isinstance(given, Text | dict) else validate(given)


def _if_many(given: Any, validate: Callable[[Any], Any]) -> Any:
    return validate(given) if isinstance(given, dict) else given


def _text(given: Any, info: ValidationInfo) -> Text:
    if isinstance(given, Text):
        return given
    if isinstance(given, str):
        return Text(given)
    own = Locale.parse((info.context or {}).get("language", "en"), sep="-")
    first = next(iter(given.values()))
    return Text(Text(first, given).to(own), given)


Name = Annotated[Text, Localised(40)]
Option = Annotated[Text, Localised(75)]
Label = Annotated[Text, Localised(150)]
Hint = Annotated[Text, Localised(150, least=0)]
