"""Questions with their answers, drawn at random from the tables."""

import json
import re
from pathlib import Path

from mistakes import reword, vary, vary_case
from patterns import FOLDER, pieces, read_intents, sentence
from slots import DEFAULTS, PROSE, value

COMMANDS = json.loads((FOLDER.parent / "commands.json").read_text())
TOPICS = json.loads((FOLDER.parent / "topics.json").read_text())
SLOT = re.compile(r"\{(\w+)\}")

# How often each kind of question is asked.
SHARES = {"command": 60, "about_command": 6, "topic": 16, "small_talk": 7, "unknown": 11}

ABOUT = [
    "what does hologram NAME do?", "what is hologram NAME( for|)?", "explain hologram NAME",
    "hologram NAME", "hologram NAME --help", "help (with |on |for |)hologram NAME",
    "how (does|do i use) hologram NAME( work|)?", "what is the NAME command( for|)?",
    "(explain|describe) the NAME command", "what does the NAME command do?",
    "when do i (need|use) hologram NAME?", "(give|show) me an example of hologram NAME",
    "example (of|for) (hologram |the command |)NAME", "hologram NAME (usage|example|command)",
    "how do i use (the NAME command|hologram NAME|the command NAME)?",
    "tell me about hologram NAME",
    "what is NAME in hologram?", "usage of hologram NAME", "the command NAME", "NAME command",
]
FLAGS = [
    "(which|what) (flags|options|switches) does (hologram NAME|the NAME command|NAME) "
    "(have|take|know|accept)?",
    "(flags|options|switches) (of|for) (hologram |)NAME", "hologram NAME (flags|options)",
    "list the (flags|options) of hologram NAME",
]
FLAG = [
    "what does (the flag |)FLAG (of hologram NAME |)do?", "what is FLAG( for|)?",
    "hologram NAME FLAG",
    "explain (the |)FLAG( flag|)", "what does FLAG mean( for hologram NAME|)?", "FLAG",
]


def answer_text(answer, bound):
    """An answer with the values of its question, or with what stands for them."""
    lines = answer.split("\n")
    return "\n".join(
        SLOT.sub(lambda slot: bound.get(slot[1]) or stand_in(slot[1], line), line) for line in lines
    )


def stand_in(slot, line):
    """A default: a name in command lines, a phrase in prose."""
    shown = line.startswith("    ")
    return DEFAULTS[slot] if shown else PROSE.get(slot, DEFAULTS[slot])


def ask(pattern, random, bound=None):
    """A question of a pattern, and the values of its slots; `bound` gives some of them."""
    bound = dict(bound or {})
    text = ""
    for piece in pieces(reword(sentence(pattern, random), random)):
        slot = SLOT.fullmatch(piece)
        if slot:
            name = slot[1]
            if name not in bound:
                bound[name] = value(name, random)
            text += bound[name]
        else:
            text += vary(piece, random)
    return vary_case(text, random), bound


class Tables:
    """All intents of a kind, with their patterns and answers."""

    def __init__(self):
        self.commands = {}
        for name, command in COMMANDS.items():
            intents = read_intents(FOLDER / f"{name}.txt")
            assert intents.keys() == command["answers"].keys(), f"intents of {name}"
            self.commands[name] = [
                (pattern, command["answers"][intent], 3 if pattern.startswith("*") else 1)
                for intent, patterns in intents.items()
                for pattern in patterns
            ]
        self.others = {
            kind: self._others(f"{kind}.txt", TOPICS[kind])
            for kind in ("topics", "small_talk", "unknown")
        }

    @staticmethod
    def _others(file, answers):
        intents = read_intents(FOLDER / file)
        assert intents.keys() == answers.keys(), f"intents of {file}"
        return [(patterns, answers[intent]) for intent, patterns in intents.items()]

    def command(self, random, name=None):
        """A question whose answer is a command: question, answer, values, command."""
        name = name or random.choice(list(self.commands))
        rows = self.commands[name]
        pattern, answer, _ = random.choices(rows, [row[2] for row in rows])[0]
        question, bound = ask(pattern, random)
        return question, answer_text(answer, bound), bound, name

    def about_command(self, random):
        """A question about a command or one of its flags."""
        name = random.choice(list(COMMANDS))
        command = COMMANDS[name]
        flags = command["flags"]
        kind = random.random()
        if kind < 0.6 or (kind >= 0.75 and not flags):
            pattern = random.choice(ABOUT)
            purpose, example = command["purpose"], command["example"]
            answer = f"hologram {name} {purpose}. For example:\n\n    {example}"
        elif kind < 0.75:
            pattern = random.choice(FLAGS)
            lines = "".join(f"\n    {flag}: {what}" for flag, what in flags.items())
            answer = f"hologram {name} has these flags:\n{lines}" if flags else (
                f"hologram {name} has no flags of its own."
            )
        else:
            flag = random.choice(list(flags))
            pattern = random.choice(FLAG).replace("FLAG", flag)
            answer = f"hologram {name} {flag}: {flags[flag]}."
            # A bare --json is no question about one command.
            if flag == "--json" and "NAME" not in pattern:
                pattern += " for hologram NAME"
        question, bound = ask(pattern.replace("NAME", name), random)
        return question, answer, bound, name

    def other(self, kind, random):
        """A question on a topic, small talk, or something unknown."""
        rows = self.others[kind]
        weights = [len(patterns) ** 0.5 for patterns, _ in rows]
        patterns, answers = random.choices(rows, weights)[0]
        question, bound = ask(random.choice(patterns), random)
        return question, random.choice(answers), bound, None

    def any(self, random):
        """Any question: question, answer, values, and its command if it has one."""
        kind = random.choices(list(SHARES), SHARES.values())[0]
        if kind == "command":
            return self.command(random)
        if kind == "about_command":
            return self.about_command(random)
        return self.other({"topic": "topics"}.get(kind, kind), random)
