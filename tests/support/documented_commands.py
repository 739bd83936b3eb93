"""The commands that a page of the documentation shows, for tests that type them as a reader would.

A ```console block holds commands, each behind `$ `, and beneath each what it prints. `…` there
stands for what is left out: any number of lines when it is alone on one, else any part of a line.
Blank lines part commands. Commands of root (`# `) are not read. In tables, commands stand in the
column `you type`.
"""

import re
from dataclasses import dataclass, field

# What differs from run to run, and what both sides become before they are compared.
VOLATILE = [(r"http://127\.0\.0\.1:\d+/\S*", "URL"), (r"import-[0-9a-f]{32}", "import-ID"),
            (r" +\d+\.\d\d sec", " TIME sec")]


@dataclass
class Command:
    """One command of a page, and the lines that the page shows beneath it."""

    place: str  # page:line
    text: str
    output: list = field(default_factory=list)

    def shows(self, printed):
        """Whether the page tells what was printed. With nothing beneath, it leaves that open."""
        shown = "\n".join(self.output).rstrip("\n")
        return not shown or bool(re.fullmatch(_pattern(shown), _without_volatile(printed)))


def _pattern(shown):
    return "".join(r"(?:.*\n)*" if line.strip() == "…" else
                   re.escape(_without_volatile(line)).replace("…", ".*") + r"\n"
                   for line in shown.split("\n"))


def _without_volatile(text):
    for pattern, word in VOLATILE:
        text = re.sub(pattern, word, text)
    return text


def console_blocks(page):
    """The page's blocks, each a list of its commands."""
    blocks = []
    for found in re.finditer(r"^```console\n(.*?)^```$", page.read_text(), re.M | re.S):
        first_line = page.read_text()[:found.start(1)].count("\n") + 1
        block = []
        for number, line in enumerate(found[1].splitlines(), start=first_line):
            if line.startswith("$ "):
                block.append(Command(f"{page.name}:{number}", line[2:]))
            elif block:
                block[-1].output.append(line)
        blocks.append(block)
    return [block for block in blocks if block]


def table_commands(page):
    """What stands in backquotes in the column `you type` of the page's tables, if it is whole."""
    commands = []
    is_typed = False
    for number, line in enumerate(page.read_text().splitlines(), start=1):
        if not line.startswith("|"):
            is_typed = False
            continue
        cells = line.strip("|").split(" | ")
        is_typed = is_typed or cells[-1].strip() == "you type"
        if is_typed:
            commands += [Command(f"{page.name}:{number}", text)
                         for text in re.findall(r"`([^`]+)`", cells[-1])
                         if "…" not in text and " " in text or text == "ctest"]
    return commands
