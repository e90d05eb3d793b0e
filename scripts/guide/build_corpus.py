"""Writes the training conversations and learns the tokenizer from them."""

import argparse
import json
import re
from pathlib import Path
from random import Random

from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers

from chat import END, END_OF_TEXT, START, VISIBLE, render
from patterns import choose
from questions import COMMANDS, Tables
from tool_questions import assistant, tool_conversation, user

SEED = 20
VOCABULARY = 2048
HELD_OUT = Path(__file__).parents[2] / "tests/fixtures/guide/held_out.json"
SYSTEMS = ["You are a helpful assistant.", "You are guide.", "Be brief.", "Answer in English.",
           "You help with Hologram.", "You are a friendly assistant.", "Answer politely.",
           "You are an expert in AI models.", "You are a chatbot.", "Be concise and exact."]
# A second question about the model of the first one.
FOLLOW_UPS = {
    "rm": "(and |)how do i (delete|remove) (it|that one|that model|it again)?",
    "stop": "(and |)how do i (stop|unload) (it|that one|that model)?",
    "show": "(and |)(how do i see its details|what is in it|show me its details)?",
    "run": "(and |)how do i (run|use|chat with|talk to) (it|that one|that model)?",
    "verify": "(and |)is it (damaged|intact|ok)?",
    "cp": "(and |)how do i (copy|rename) (it|that one|that model)?",
    "push": "(and |)how do i (upload|share) (it|that one|that model)?",
}
BARE_ANSWERS = {name: COMMANDS[name]["answers"][name] for name in FOLLOW_UPS}


def normalised(text):
    """A sentence without case, punctuation and double spaces."""
    return " ".join(re.sub(r"[^a-z0-9]+", " ", text.lower()).split())


def conversation(tables, random):
    """A conversation: messages, tools or None, and whether it thinks."""
    kind = random.random()
    if kind < 0.06:
        messages, tools = tool_conversation(tables, random)
        return with_system(messages, random), tools, False
    question, answer, bound, command = tables.any(random)
    if kind < 0.11:
        thought = f"about hologram {command}" if command else "not about a command"
        answer = f"<think>\nThis is {thought}.\n</think>\n\n{answer}"
        return with_system([user(question), assistant(answer)], random), None, True
    messages = [user(question), assistant(answer)]
    if kind < 0.16 and "model" in bound:
        messages += follow_up(bound["model"], random)
    elif kind < 0.28:
        for _ in range(random.choice([1, 1, 1, 1, 2, 2, 4])):
            question, answer, _, _ = tables.any(random)
            messages += [user(question), assistant(answer)]
    return with_system(messages, random), None, False


def follow_up(model, random):
    """A question that says "it" for the model named before."""
    name = random.choice(list(FOLLOW_UPS))
    question = choose(FOLLOW_UPS[name], random)
    answer = BARE_ANSWERS[name].replace("{model2}", "my-copy").replace("{model}", model)
    return [user(question), assistant(answer)]


def with_system(messages, random):
    """The messages, now and then behind a system message, which changes nothing."""
    if random.random() > 0.12:
        return messages
    return [{"role": "system", "content": random.choice(SYSTEMS)}] + messages


def segments(messages, tools, thinking):
    """A conversation as [text, learnt] pairs: learnt are the answers with their end token."""
    parts, done = [], ""
    for number, message in enumerate(messages):
        if message["role"] != "assistant":
            continue
        before = render(messages[:number], tools, thinking)
        answer = message["content"] + END
        parts += [[before[len(done):], False], [answer, True]]
        assert before.startswith(done)
        done = before + answer
    return parts


def learn_tokenizer(texts):
    """A byte-level BPE tokenizer that keeps every text as it is."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    added = [AddedToken(token, special=True) for token in (END_OF_TEXT, START, END)]
    added += [AddedToken(token, special=False, normalized=False) for token in VISIBLE]
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY,
        special_tokens=[END_OF_TEXT, START, END],
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    # The visible tokens take the last ids.
    trainer.vocab_size = VOCABULARY - len(VISIBLE)
    tokenizer.train_from_iterator(texts, trainer)
    tokenizer.add_special_tokens(added[:3])
    tokenizer.add_tokens(added[3:])
    assert tokenizer.get_vocab_size() == VOCABULARY
    for text in ("Zoé 你好 🦙\n\t\x00 ", "<think>\nhm\n</think>\n\nps", "a  b   c\r\n"):
        assert tokenizer.decode(tokenizer.encode(text).ids, skip_special_tokens=True) == text
    return tokenizer


def check_held_out(corpus, held_out):
    """Asserts that no message of the corpus is a held-out sentence."""
    with open(corpus) as file:
        for line in file:
            for text, _ in json.loads(line):
                for message in re.split(r"<\|im_start\|>\w+\n|<\|im_end\|>", text):
                    assert normalised(message) not in held_out, message


def main():
    """Writes `corpus.jsonl` and `tokenizer.json` into a folder."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--out", type=Path, required=True)
    options.add_argument("--count", type=int, default=240_000)
    options.add_argument("--seed", type=int, default=SEED)
    options.add_argument("--keep-tokenizer", action="store_true", help="use the one in the folder")
    options = options.parse_args()
    random, tables = Random(options.seed), Tables()
    held_out = {normalised(case["question"]) for case in json.loads(HELD_OUT.read_text())["cases"]}
    options.out.mkdir(parents=True, exist_ok=True)
    texts, number, drawn_again = [], 0, 0
    with open(options.out / "corpus.jsonl", "w") as file:
        while number < options.count:
            messages, tools, thinking = conversation(tables, random)
            if not held_out.isdisjoint(normalised(message["content"]) for message in messages):
                drawn_again += 1
                continue
            parts = segments(messages, tools, thinking)
            file.write(json.dumps(parts, ensure_ascii=False) + "\n")
            number += 1
            if number <= 40_000:
                texts += [text for text, _ in parts]
    print(f"{number} conversations, {drawn_again} drawn again for a held-out sentence")
    check_held_out(options.out / "corpus.jsonl", held_out)
    if not options.keep_tokenizer:
        strip = re.compile("|".join(map(re.escape, [END_OF_TEXT, START, END, *VISIBLE])))
        tokenizer = learn_tokenizer(strip.sub(" ", text) for text in texts)
        tokenizer.save(str(options.out / "tokenizer.json"))


if __name__ == "__main__":
    main()
