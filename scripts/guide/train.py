"""Trains the model on the conversations. Resumes where it stopped."""

import argparse
import json
import math
import os
import time
from pathlib import Path
from random import Random

import numpy as np
import torch
from tokenizers import Tokenizer
from transformers import LlamaConfig, LlamaForCausalLM

from chat import END, END_OF_TEXT

SEED = 21
CONTEXT = 1024
BATCH_TOKENS = 3072
PEAK_RATE, LAST_RATE, WARM_UP = 3e-3, 0.03, 80
ASKED_WEIGHT = 0.05  # of the tokens of questions, against 1 for those of answers


def make_config(tokenizer):
    """The model's shape; every dimension is a multiple of 32, for quantisation in blocks."""
    return LlamaConfig(
        vocab_size=tokenizer.get_vocab_size(),
        hidden_size=192,
        intermediate_size=512,
        num_hidden_layers=6,
        num_attention_heads=6,
        num_key_value_heads=2,
        head_dim=32,
        max_position_embeddings=CONTEXT,
        rms_norm_eps=1e-6,
        rope_parameters={"rope_type": "default", "rope_theta": 10000.0},
        tie_word_embeddings=True,
        bos_token_id=None,
        eos_token_id=tokenizer.token_to_id(END),
        pad_token_id=tokenizer.token_to_id(END_OF_TEXT),
        initializer_range=0.03,
    )


def encode_corpus(path, tokenizer):
    """Every conversation as ids and weights."""
    with open(path) as file:
        conversations = [json.loads(line) for line in file]
    rows = []
    for start in range(0, len(conversations), 10_000):
        chunk = conversations[start : start + 10_000]
        encoded = iter(tokenizer.encode_batch([text for parts in chunk for text, _ in parts]))
        for parts in chunk:
            ids, weights = [], []
            for _, learnt in parts:
                part = next(encoded).ids
                ids += part
                weights += [1.0 if learnt else ASKED_WEIGHT] * len(part)
            rows.append((np.array(ids, np.int16), np.array(weights, np.float32)))
    return rows


def conversation_batches(rows, filler, seed):
    """Endless batches of conversations of about the same length, padded at the end."""
    random = Random(seed)
    while True:
        order = list(range(len(rows)))
        random.shuffle(order)
        batches = []
        for start in range(0, len(order), 4096):
            batch, longest = [], 0
            for index in sorted(order[start : start + 4096], key=lambda row: len(rows[row][0])):
                length = len(rows[index][0])
                if max(longest, length) * (len(batch) + 1) > BATCH_TOKENS:
                    batches.append(batch)
                    batch, longest = [], 0
                batch.append(index)
                longest = max(longest, length)
            batches.append(batch)
        random.shuffle(batches)
        for batch in batches:
            chosen = [rows[index] for index in batch]
            length = max(len(ids) for ids, _ in chosen)
            ids = np.full((len(chosen), length), filler, np.int64)
            weights = np.zeros((len(chosen), length), np.float32)
            for place, (row_ids, row_weights) in enumerate(chosen):
                ids[place, : len(row_ids)] = row_ids
                weights[place, : len(row_ids)] = row_weights
            yield torch.from_numpy(ids), torch.from_numpy(weights)


def loss_of(model, ids, weights):
    """Cross-entropy of each next token, weighted."""
    logits = model(ids[:, :-1], use_cache=False).logits
    losses = torch.nn.functional.cross_entropy(
        logits.flatten(0, 1), ids[:, 1:].flatten(), reduction="none"
    )
    weights = weights[:, 1:].flatten()
    return (losses * weights).sum() / weights.sum()


def rate(step, steps):
    """The learning rate as a part of its peak: a warm-up, then a cosine."""
    if step < WARM_UP:
        return (step + 1) / WARM_UP
    return LAST_RATE + (1 - LAST_RATE) * 0.5 * (1 + math.cos(math.pi * step / steps))


def make_optimizers(model):
    """Muon for the matrices of the layers, Adam for the embedding and the norms."""
    matrices = [p for n, p in model.named_parameters() if p.ndim == 2 and "embed" not in n]
    others = [p for n, p in model.named_parameters() if p.ndim != 2 or "embed" in n]
    return [
        torch.optim.Muon(matrices, lr=PEAK_RATE, weight_decay=0.02,
                         adjust_lr_fn="match_rms_adamw"),
        torch.optim.AdamW(others, lr=PEAK_RATE, betas=(0.9, 0.95), weight_decay=0.0),
    ]


def save(path, step, model, optimizers):
    """Writes a checkpoint under a temporary name, then renames it."""
    state = {
        "step": step,
        "model": model.state_dict(),
        "optimizers": [optimizer.state_dict() for optimizer in optimizers],
    }
    torch.save(state, f"{path}.part")
    os.replace(f"{path}.part", path)


def main():
    """Trains for the given number of steps; writes `checkpoint.pt` into the run's folder."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--run", type=Path, required=True)
    options.add_argument("--steps", type=int, required=True)
    options.add_argument("--start", type=Path, help="the checkpoint of another run to go on from")
    options.add_argument("--peak", type=float, default=PEAK_RATE, help="the highest learning rate")
    options.add_argument("--seed", type=int, default=SEED, help="of the order of the batches")
    options = options.parse_args()
    torch.set_num_threads(2)
    torch.manual_seed(SEED)
    tokenizer = Tokenizer.from_file(str(options.data / "tokenizer.json"))
    options.run.mkdir(parents=True, exist_ok=True)
    model = LlamaForCausalLM(make_config(tokenizer))
    print(f"{sum(p.numel() for p in model.parameters())} parameters", flush=True)
    optimizers = make_optimizers(model)
    checkpoint, first = options.run / "checkpoint.pt", 0
    if checkpoint.exists():
        state = torch.load(checkpoint)
        first = state["step"]
        model.load_state_dict(state["model"])
        for optimizer, saved in zip(optimizers, state["optimizers"]):
            optimizer.load_state_dict(saved)
    elif options.start:
        model.load_state_dict(torch.load(options.start)["model"])
    rows = encode_corpus(options.data / "corpus.jsonl", tokenizer)
    chats = conversation_batches(rows, tokenizer.token_to_id(END_OF_TEXT), options.seed)
    print(f"{len(rows)} conversations, {sum(len(ids) for ids, _ in rows)} tokens", flush=True)
    started, tokens, total = time.monotonic(), 0, 0.0
    for step in range(options.steps):
        ids, weights = next(chats)
        if step < first:
            continue
        for group in (group for optimizer in optimizers for group in optimizer.param_groups):
            group["lr"] = options.peak * rate(step, options.steps)
        loss = loss_of(model, ids, weights)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for optimizer in optimizers:
            optimizer.step()
            optimizer.zero_grad()
        tokens += ids.numel()
        total += loss.item()
        if step % 25 == 24:
            speed = tokens / (time.monotonic() - started)
            print(f"step {step + 1} loss {total / 25:.4f} {speed:.0f} tokens/s", flush=True)
            total = 0.0
        if step % 50 == 49:
            save(checkpoint, step + 1, model, optimizers)
    save(checkpoint, options.steps, model, optimizers)


if __name__ == "__main__":
    main()
