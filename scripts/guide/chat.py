"""The chat template, rendered as chat programs do."""

import json
from pathlib import Path

from jinja2.sandbox import ImmutableSandboxedEnvironment

END_OF_TEXT, START, END = "<|endoftext|>", "<|im_start|>", "<|im_end|>"
VISIBLE = ["<think>", "</think>", "<tool_call>", "</tool_call>"]  # one token each, kept in text
TEMPLATE = (Path(__file__).parent / "chat_template.jinja").read_text().rstrip("\n")

_environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True)
_environment.filters["tojson"] = lambda value: json.dumps(value, ensure_ascii=False)
_template = _environment.from_string(TEMPLATE)


def render(messages, tools=None, enable_thinking=False, add_generation_prompt=True):
    """A conversation as the text that the model reads."""
    return _template.render(
        messages=messages,
        tools=tools,
        enable_thinking=enable_thinking,
        add_generation_prompt=add_generation_prompt,
    )
