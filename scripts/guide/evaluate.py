"""Asks an exported model the held-out questions, greedily and through its chat template."""

import argparse
import json
import re
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from build_corpus import HELD_OUT
from chat import END, render

LIMIT = 160  # tokens of an answer
COMMAND = re.compile(r"\bhologram ([a-z]+)")


class Guide:
    """An exported model that answers."""

    def __init__(self, folder, name="model"):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        path = folder / "onnx" / f"{name}.onnx"
        providers = ["CPUExecutionProvider"]
        self.session = onnxruntime.InferenceSession(str(path), options, providers=providers)
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.end = self.tokenizer.token_to_id(END)
        self.shape = json.loads((folder / "config.json").read_text())
        self.outputs = [output.name for output in self.session.get_outputs()]

    def empty_cache(self):
        """The cache before the first token."""
        shape = self.shape
        zeros = np.zeros((1, shape["num_key_value_heads"], 0, shape["head_dim"]), np.float32)
        layers = range(shape["num_hidden_layers"])
        return {f"past_key_values.{i}.{half}": zeros for i in layers for half in ("key", "value")}

    def generate(self, ids):
        """The likeliest ids after `ids`, up to the end token."""
        cache, fed, answered = self.empty_cache(), ids, []
        while len(answered) < LIMIT:
            past = cache["past_key_values.0.key"].shape[2]
            feeds = {
                "input_ids": np.array([fed], np.int64),
                "attention_mask": np.ones((1, past + len(fed)), np.int64),
                "position_ids": np.arange(past, past + len(fed))[None],
            } | cache
            outputs = dict(zip(self.outputs, self.session.run(self.outputs, feeds)))
            fed = [int(outputs["logits"][0, -1].argmax())]
            answered += fed
            if fed[0] == self.end:
                break
            cache = {
                key.replace("present.", "past_key_values."): array
                for key, array in outputs.items()
                if key.startswith("present.")
            }
        return answered

    def answer(self, messages, **variables):
        """The answer to a conversation, as text."""
        ids = self.tokenizer.encode(render(messages, **variables)).ids
        return self.tokenizer.decode(self.generate(ids))


def is_right(answer, command):
    """Whether the first command that the answer names is the expected one."""
    named = COMMAND.search(answer)
    return named is not None and named[1] == command


def main():
    """Prints each wrong answer and the share of right ones; fails under the required share."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--model", type=Path, required=True)
    options.add_argument("--variant", default="model", help="model, model_q8 or model_q4")
    options.add_argument("--cases", type=Path, default=HELD_OUT)
    options.add_argument("--ask", nargs="*", help="ask this instead")
    options = options.parse_args()
    guide = Guide(options.model, options.variant)
    if options.ask:
        for question in options.ask:
            print(f"> {question}\n{guide.answer([{'role': 'user', 'content': question}])}\n")
        return
    cases, right = json.loads(options.cases.read_text())["cases"], 0
    for case in cases:
        answer = guide.answer([{"role": "user", "content": case["question"]}])
        if is_right(answer, case["command"]):
            right += 1
        else:
            print(f"{case['command']}: {case['question']!r} -> {answer!r}")
    print(f"{options.variant}: {right} of {len(cases)} right ({100 * right / len(cases):.1f} %)")
    assert right >= 0.9 * len(cases), "fewer than 90 of 100 are right"


if __name__ == "__main__":
    main()
