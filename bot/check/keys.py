"""Is there a place for the keys of anonymous rounds?"""

import os
from pathlib import Path

from bot.check.report import Finding, Row
from config.settings import Settings


def keys(settings: Settings) -> Row:
    """Nothing is written to find out."""
    folder = settings.keys_folder
    if folder is not None:
        return _folder(folder)
    if settings.frontdesk_secret is None:
        return Row(
            "Keys",
            Finding.ATTENTION,
            "Neither a folder nor a secret: there are no anonymous pulses.",
            "Remove FRONTDESK_KEYS=none, or set FRONTDESK_SECRET.",
        )
    return Row(
        "Keys",
        Finding.ATTENTION,
        "From FRONTDESK_SECRET and the database: whoever gets the secret can read answers in old backups.",
        "Give FRONTDESK_KEYS a folder that lasts, if there is one.",
    )


def _folder(folder: Path) -> Row:
    there = next(each for each in (folder, *folder.absolute().parents) if each.exists())
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        return Row(
            "Keys",
            Finding.ATTENTION,
            f"{folder} isn't writable: there are no anonymous pulses.",
            "Let the account that runs Frontdesk write there, or set FRONTDESK_KEYS.",
        )
    return Row("Keys", Finding.FINE, f"{folder}, which belongs in no backup.")
