# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Words from outside (names, paths, what models said) as terminals, pages and spreadsheets may show them.

As of base/shown.h: what would move a cursor, forge a line or turn the order of letters becomes visible."""
import html
import io
import os
import re
import sys

_NAMES = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_CONTROL_IN_LINES = re.compile(_CONTROL.pattern.replace("\x00-\x1f", "\x00-\x08\x0b-\x1f"))


def _escape(found: "re.Match[str]") -> str:
    letter = found[0]
    code = ord(letter)
    if 0xDC80 <= code <= 0xDCFF:  # a byte of a path that is not UTF-8
        return f"\\x{code - 0xDC00:02x}"
    return _NAMES.get(letter) or (f"\\x{code:02x}" if code < 0x80 else f"\\u{code:04x}")


def shown(words: object) -> str:
    """Of one line."""
    return _CONTROL.sub(_escape, str(words))


def shown_lines(lines: object) -> str:
    """Lines that we made: their ends and tabs stay."""
    return _CONTROL_IN_LINES.sub(_escape, str(lines))


class OutputLostError(Exception):
    """Standard output is full or closed."""


class Terminal(io.TextIOWrapper):
    """Standard output or error: what is printed through it is shown, warnings and tracebacks of others too."""

    is_needed = True  # what is not heard of standard error is no fault of what was asked

    def write(self, lines: str) -> int:
        try:
            return super().write(shown_lines(lines))
        except OSError as error:
            # What is still held would fail again when Python ends.
            os.dup2(os.open(os.devnull, os.O_WRONLY), self.fileno())
            if self.is_needed:
                raise OutputLostError("standard output: cannot write") from error
            return len(lines)


def show_all_that_is_printed() -> None:
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is not None and hasattr(stream, "buffer"):
            terminal = Terminal(stream.buffer, stream.encoding, "backslashreplace", line_buffering=True)
            terminal.is_needed = name == "stdout"
            setattr(sys, name, terminal)


def markup(words: object) -> str:
    """For HTML, in text and in attributes."""
    return html.escape(shown_lines(words), quote=True)
