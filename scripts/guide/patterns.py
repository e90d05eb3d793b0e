"""Sentences from patterns: `(a|b|)` is a choice, `{name}` a slot, `* phrase` takes a frame."""

import re
from pathlib import Path

FOLDER = Path(__file__).parent / "paraphrases"
PIECE = re.compile(r"\{\w+\}|[^{}]+")


def read_intents(path):
    """The patterns of a file by intent, the name after `# `."""
    intents, patterns = {}, None
    for line in path.read_text().splitlines():
        if line.startswith("# "):
            patterns = intents.setdefault(line[2:], [])
        elif line:
            patterns.append(line)
    return intents


FRAMES = (FOLDER / "frames.txt").read_text().splitlines()


def choose(pattern, random):
    """A pattern with one alternative taken of each choice; slots stay."""
    text, position = _sequence(pattern, 0, random)
    assert position == len(pattern), f"unbalanced brackets: {pattern}"
    return re.sub(r" {2,}", " ", text).strip()


def _sequence(pattern, position, random):
    """Reads up to the end of an alternative."""
    text = ""
    while position < len(pattern) and pattern[position] not in "|)":
        if pattern[position] == "(":
            alternatives, position = _alternatives(pattern, position, random)
            text += random.choice(alternatives)
        else:
            text += pattern[position]
            position += 1
    return text, position


def _alternatives(pattern, position, random):
    """Reads a bracketed choice."""
    found = []
    while pattern[position] != ")":
        text, position = _sequence(pattern, position + 1, random)
        found.append(text)
    return found, position + 1


def sentence(pattern, random):
    """A sentence of the pattern, in a frame where it is a phrase; slots stay."""
    if not pattern.startswith("* "):
        return choose(pattern, random)
    return random.choice(FRAMES).replace("X", choose(pattern[2:], random))


def pieces(text):
    """A sentence cut into slots and what is between them."""
    return PIECE.findall(text)
