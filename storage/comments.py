"""What people wrote in pulses, once it was released, and the lines with which it goes on. Nothing here says who or when."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, insert, select, update

from storage.pulses import Comment
from storage.records import Records
from storage.schema import pulse_comments, pulse_lines
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class CommentLine:
    """One thing said about a comment. `side` is who says it: a role, never a person."""

    comment: str
    nonce: str
    seq: int
    side: str
    text: str


_comment = Records(Comment, pulse_comments)
_line = Records(CommentLine, pulse_lines)


def get(tx: Transaction, comment: str) -> tuple[Comment, str] | None:
    """One, and the round it is of."""
    wanted = (pulse_comments.c.team == tx.team, pulse_comments.c.comment == comment)
    found = select(*_comment.columns, pulse_comments.c.round).where(*wanted)
    row = tx.execute(found).first()
    return None if row is None else (_comment(row[:-1]), str(row[-1]))


def tagged(tx: Transaction, round_: str, tags: Sequence[str]) -> list[Comment]:
    """Those of a round with one of these tags."""
    wanted = (pulse_comments.c.team == tx.team, pulse_comments.c.round == round_)
    found = select(*_comment.columns).where(*wanted, pulse_comments.c.tag.in_(list(tags)))
    return [_comment(row) for row in tx.execute(found.order_by(pulse_comments.c.comment))]


def with_tag(tx: Transaction, tags: Sequence[str]) -> list[Comment]:
    """Those of any round with one of these tags."""
    wanted = (pulse_comments.c.team == tx.team, pulse_comments.c.tag.in_(list(tags)))
    found = select(*_comment.columns).where(*wanted)
    return [_comment(row) for row in tx.execute(found.order_by(pulse_comments.c.comment))]


def forget_tags(tx: Transaction, round_: str) -> None:
    """From now on nobody finds theirs any more."""
    wanted = (pulse_comments.c.team == tx.team, pulse_comments.c.round == round_)
    tx.execute(update(pulse_comments).where(*wanted).values(tag=None))


def note_request(tx: Transaction, comment: str, number: int) -> None:
    """A request was made of it."""
    wanted = (pulse_comments.c.team == tx.team, pulse_comments.c.comment == comment)
    tx.execute(update(pulse_comments).where(*wanted).values(request=number))


def lines_of(tx: Transaction, comments: Iterable[str]) -> dict[str, list[CommentLine]]:
    """What was said about each, in order."""
    wanted = (pulse_lines.c.team == tx.team, pulse_lines.c.comment.in_(list(comments)))
    found = select(*_line.columns).where(*wanted)
    by_comment: dict[str, list[CommentLine]] = defaultdict(list)
    for row in tx.execute(found.order_by(pulse_lines.c.seq, pulse_lines.c.nonce)):
        line = _line(row)
        by_comment[line.comment].append(line)
    return by_comment


def say(tx: Transaction, comment: str, nonce: str, side: str, text: str) -> bool:
    """Append a line; False if it was there already."""
    of_it = (pulse_lines.c.team == tx.team, pulse_lines.c.comment == comment)
    if tx.execute(select(pulse_lines.c.seq).where(*of_it, pulse_lines.c.nonce == nonce)).first():
        return False
    last = tx.execute(select(func.max(pulse_lines.c.seq)).where(*of_it)).scalar()
    row = {"comment": comment, "nonce": nonce, "seq": (last or 0) + 1, "side": side, "text": text}
    tx.execute(insert(pulse_lines), row | {"team": tx.team})
    return True
