"""Writes the trained model as a Hugging Face repository with ONNX files; compares with torch."""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from transformers import LlamaForCausalLM

from build_corpus import HELD_OUT
from chat import END, END_OF_TEXT, START, TEMPLATE, VISIBLE, render
from decoder_graph import VARIANTS, DecoderGraph
from evaluate import LIMIT, Guide
from train import CONTEXT, make_config

LICENSE = Path(__file__).parents[2] / "LICENSE"


def write_json(path, content):
    """Writes a configuration file."""
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n")


def configuration(config):
    """`config.json`, with only what describes this model."""
    return {
        "architectures": ["LlamaForCausalLM"],
        "attention_bias": False,
        "bos_token_id": None,
        "eos_token_id": config.eos_token_id,
        "head_dim": config.head_dim,
        "hidden_act": "silu",
        "hidden_size": config.hidden_size,
        "intermediate_size": config.intermediate_size,
        "max_position_embeddings": config.max_position_embeddings,
        "mlp_bias": False,
        "model_type": "llama",
        "num_attention_heads": config.num_attention_heads,
        "num_hidden_layers": config.num_hidden_layers,
        "num_key_value_heads": config.num_key_value_heads,
        "pad_token_id": config.pad_token_id,
        "rms_norm_eps": config.rms_norm_eps,
        "rope_theta": config.rope_parameters["rope_theta"],
        "tie_word_embeddings": True,
        "vocab_size": config.vocab_size,
    }


def tokenizer_configuration(tokenizer):
    """`tokenizer_config.json` with the chat template."""
    def described(token, special):
        return {"content": token, "lstrip": False, "normalized": False, "rstrip": False,
                "single_word": False, "special": special}

    added = {token: True for token in (END_OF_TEXT, START, END)} | dict.fromkeys(VISIBLE, False)
    return {
        "added_tokens_decoder": {
            str(tokenizer.token_to_id(token)): described(token, special)
            for token, special in added.items()
        },
        "add_bos_token": False,
        "add_prefix_space": False,
        "bos_token": None,
        "chat_template": TEMPLATE,
        "clean_up_tokenization_spaces": False,
        "eos_token": END,
        "model_max_length": CONTEXT,
        "pad_token": END_OF_TEXT,
        "tokenizer_class": "PreTrainedTokenizerFast",
        "unk_token": None,
    }


def generation_configuration(config):
    """Sampling that always takes the likeliest token, whatever the default temperature."""
    return {
        "do_sample": True,
        "eos_token_id": [config.eos_token_id, config.pad_token_id],
        "pad_token_id": config.pad_token_id,
        "temperature": 0.1,
        "top_k": 1,
        "top_p": 1.0,
    }


def answer_of_torch(model, ids):
    """The likeliest ids, each from the whole text again."""
    answered = []
    while len(answered) < LIMIT and answered[-1:] != [model.config.eos_token_id]:
        with torch.no_grad():
            logits = model(torch.tensor([ids + answered]), use_cache=False).logits
        answered.append(int(logits[0, -1].argmax()))
    return answered


def compare(model, folder, count=20):
    """Greedy answers with the cache must be torch's without, and hidden states nearly so."""
    guide = Guide(folder)
    cases = json.loads(HELD_OUT.read_text())["cases"]
    for case in cases[:: len(cases) // count][:count]:
        ids = guide.tokenizer.encode(render([{"role": "user", "content": case["question"]}])).ids
        assert guide.generate(ids) == answer_of_torch(model, ids), case["question"]
    feeds = {
        "input_ids": np.array([ids]),
        "attention_mask": np.ones((1, len(ids)), np.int64),
        "position_ids": np.arange(len(ids))[None],
    }
    outputs = guide.session.run(["last_hidden_state"], feeds | guide.empty_cache())
    with torch.no_grad():
        hidden = model.model(torch.tensor([ids])).last_hidden_state.numpy()
    assert np.allclose(outputs[0], hidden, atol=1e-3)
    furthest = np.abs(outputs[0] - hidden).max()
    print(f"{count} answers equal torch's, hidden states within {furthest:.1e}")


def main():
    """Exports `checkpoint.pt` of a run."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--run", type=Path, required=True)
    options.add_argument("--out", type=Path, required=True)
    options = options.parse_args()
    tokenizer = Tokenizer.from_file(str(options.data / "tokenizer.json"))
    config = make_config(tokenizer)
    model = LlamaForCausalLM(config).eval()
    model.load_state_dict(torch.load(options.run / "checkpoint.pt")["model"])
    shape = configuration(config)
    (options.out / "onnx").mkdir(parents=True, exist_ok=True)
    write_json(options.out / "config.json", shape)
    write_json(options.out / "generation_config.json", generation_configuration(config))
    write_json(options.out / "tokenizer_config.json", tokenizer_configuration(tokenizer))
    (options.out / "tokenizer.json").write_text(tokenizer.to_str(pretty=False))
    (options.out / "LICENSE").write_text(LICENSE.read_text())
    weights = {name: value.detach().numpy() for name, value in model.named_parameters()}
    for name, bits in VARIANTS.items():
        graph = DecoderGraph(shape, weights, bits).model()
        content = graph.SerializeToString(deterministic=True)
        (options.out / "onnx" / f"{name}.onnx").write_bytes(content)
        print(f"{name}: {len(content) / 1e6:.2f} MB")
    compare(model, options.out)


if __name__ == "__main__":
    main()
