"""How people type: other words, other letter case, no punctuation, typing errors."""

import re
from string import ascii_lowercase

ALIASES = ["llm", "ai model", "LLM", "neural network", "language model", "ai", "weights"]
# Words that may stand for others without changing what is asked.
SYNONYMS = {
    "machine": ["computer", "laptop", "pc", "system", "box"],
    "computer": ["machine", "laptop", "pc", "desktop", "mac"],
    "disk": ["drive", "ssd", "hard disk", "storage"],
    "memory": ["ram", "RAM"],
    "ram": ["memory", "RAM"],
    "see": ["view", "check", "look at", "find out"],
    "show": ["display", "print", "give"],
    "get": ["obtain", "have", "receive"],
    "want": ["wish", "need", "would like"],
    "which": ["what"],
    "what": ["which"],
    "now": ["right now", "currently", "at the moment", "at present", "just now"],
    "i": ["we", "one", "I"],
    "my": ["our", "the", "this"],
    "the": ["my", "this", "that"],
    "a": ["the", "one", "any", "some"],
    "use": ["work with", "employ", "utilise"],
    "hugging": ["Hugging"],
    "online": ["on the internet", "on the web"],
    "program": ["tool", "app", "software"],
    "file": ["document", "thing"],
    "start": ["begin", "launch"],
    "find": ["locate", "discover"],
    "models": ["networks", "llms", "ai models", "ones", "language models"],
    "account": ["profile", "login"],
    "settings": ["options", "preferences"],
    "quickly": ["fast"],
    "command": ["instruction", "subcommand"],
}
OPENINGS = [
    "hey, ", "ok, ", "ok so ", "well, ", "quick question: ", "one more question: ", "excuse me, ",
    "i have a question, ", "on my laptop, ", "hologram question: ", "dear guide, ", "um, ", "so, ",
    "for a friend: ", "just wondering: ", "tell me, ", "hi guide, ", "in the terminal, ", "first, ",
]
CLOSINGS = [
    " please", " thanks", ", thank you", " again", " quickly", " on my laptop", " on linux",
    " from the shell", " if possible", " for me", " today", " here", " somehow", ", any idea",
    " with one command", " in the terminal", " on windows", " on this machine", ", please help",
    " myself", " the easy way",
]
SMALL_WORDS = set("a an the my is are to do i of can me that it".split())


def reword(text, random):
    """A pattern's sentence with some words exchanged, left out or added; slots stay."""
    words = text.split(" ")
    for index, word in enumerate(words):
        if word in SYNONYMS and random.random() < 0.07:
            words[index] = random.choice(SYNONYMS[word])
    if len(words) > 4 and random.random() < 0.12:
        small = [index for index, word in enumerate(words) if word in SMALL_WORDS]
        if small:
            del words[random.choice(small)]
    text = " ".join(words)
    if len(words) > 2 and random.random() < 0.07:
        text = random.choice(OPENINGS) + text
    if len(words) > 2 and random.random() < 0.07:
        text = re.sub(r"([?!.]?)$", random.choice(CLOSINGS) + r"\1", text, count=1)
    return text


def vary(text, random):
    """A part of a question as somebody might type it."""
    if " model" in text and random.random() < 0.06:
        text = text.replace(" model", " " + random.choice(ALIASES), 1)
    if random.random() < 0.3:
        text = text.replace("?", "").replace("'", "" if random.random() < 0.7 else "’")
    if random.random() < 0.15:
        text = text.replace(",", "")
    if random.random() < 0.22:
        for _ in range(random.choice([1, 1, 2])):
            text = mistype(text, random)
    return text


def mistype(text, random):
    """One letter of a longer word left out, doubled, swapped or replaced."""
    words = text.split(" ")
    long_ones = [index for index, word in enumerate(words) if len(word) > 3 and word.isalpha()]
    if not long_ones:
        return text
    index = random.choice(long_ones)
    word = words[index]
    place = random.randrange(1, len(word) - 1)
    words[index] = word[:place] + random.choice([
        word[place + 1 :],
        word[place] + word[place:],
        word[place + 1] + word[place] + word[place + 2 :],
        random.choice(ascii_lowercase) + word[place + 1 :],
    ])
    return " ".join(words)


def vary_case(text, random):
    """A whole question with a capital, and now and then a full stop or shouting."""
    kind = random.random()
    if kind < 0.45:
        text = text[:1].upper() + text[1:]
    if kind < 0.08 and text[-1:].isalnum():
        text += "."
    elif kind > 0.985:
        text += "!!" if text[-1:].isalnum() else text[-1:]
    return text
