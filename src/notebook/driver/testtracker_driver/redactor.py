"""Secrets in outputs: docs/redaction.md, as src/redact/redactor.cpp has it."""

import base64
import json
import re
import urllib.parse

MIN_SECRET_BYTES = 4
MIN_FRAGMENT = 8
MARK = "[REDACTED]"


def forms_of(secret):
    """The texts in which a secret is looked for."""
    if len(secret.encode()) < MIN_SECRET_BYTES:
        return set()
    escaped = urllib.parse.quote(secret, safe="")
    lower = re.sub("%..", lambda found: found[0].lower(), escaped)
    forms = {secret, escaped, lower, escaped.replace("%20", "+"), lower.replace("%20", "+")}
    for ascii_only in (True, False):
        quoted = json.dumps(secret, ensure_ascii=ascii_only)[1:-1]
        forms |= {quoted, quoted.replace("/", "\\/")}
    raw = secret.encode()
    encoded = [base64.b64encode(raw).decode()]
    for before in range(3):  # inside a longer text such as user:secret
        whole = base64.b64encode(b"x" * before + raw).decode()
        core = whole[(before * 8 + 5) // 6:(before + len(raw)) * 8 // 6]
        encoded += [core] if len(core) >= MIN_FRAGMENT else []
    forms.update(text.translate(table) for text in encoded
                 for table in ({}, str.maketrans("+/", "-_")))
    return forms | {line for line in re.split("[\r\n]", secret) if len(line) >= MIN_FRAGMENT}


class Redactor:
    def __init__(self, secrets=()):
        self._forms = sorted(set().union(*map(forms_of, secrets)), key=len)
        self.longest = max(map(len, self._forms), default=0)

    def text(self, text, start=0):
        """text[start:]; a secret that begins before it goes too."""
        parts, end = [], start
        for begin, stop in sorted(span for form in self._forms for span in self._spans(form, text)):
            if stop > end:
                if begin > end or not parts:
                    parts += [text[end:max(begin, end)], MARK]
                end = stop
        return "".join(parts) + text[end:]

    @staticmethod
    def _spans(form, text):
        begin = text.find(form)
        while begin >= 0:
            yield begin, begin + len(form)
            begin = text.find(form, begin + 1)
        for length in range(min(len(form) - 1, len(text)), MIN_FRAGMENT - 1, -1):
            if text.endswith(form[:length]):  # cut off
                yield len(text) - length, len(text)
                return

    def deep(self, thing):
        """The same structure with each text in it redacted."""
        if isinstance(thing, str):
            return self.text(thing)
        if isinstance(thing, dict):
            return {self.deep(key): self.deep(value) for key, value in thing.items()}
        return [self.deep(part) for part in thing] if isinstance(thing, (list, tuple)) else thing

    def fields(self, thing, kept=()):
        """A dict whose keys, and the values of some, are words of a format."""
        return {name: value if name in kept else self.deep(value) for name, value in thing.items()}
