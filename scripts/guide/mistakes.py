"""How people type: other letter case, no punctuation, typing errors."""

from string import ascii_lowercase

ALIASES = ["llm", "ai model", "LLM", "neural network", "language model", "ai", "weights"]


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
