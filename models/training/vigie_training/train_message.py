"""Trains the message model and writes it in the form that the library reads (`crates/vigie-model/src/bag.rs`)."""

import argparse
import random
import struct

import numpy as np
import torch
from torch import nn

from . import data

MAGIC, SCHEMA = b"VGM", 1
BATCH = 128


class Bag(nn.Module):
    """Embeddings of hashed n-grams, summed and divided by the root of their number; one hidden layer."""

    def __init__(self, buckets, width, hidden):
        super().__init__()
        self.table = nn.EmbeddingBag(buckets, width, mode="sum")
        nn.init.normal_(self.table.weight, std=0.05)
        self.hidden = nn.Linear(width, hidden)
        self.output = nn.Linear(hidden, len(data.OUTPUTS))

    def forward(self, ids, offsets):
        counts = torch.diff(torch.cat([offsets, torch.tensor([len(ids)])])).float().clamp(min=1)
        bag = self.table(ids, offsets) / counts.sqrt()[:, None]
        hidden = nn.functional.dropout(torch.relu(self.hidden(bag)), 0.3, self.training)
        return self.output(hidden)


def batch(ids, drop, generator):
    """The kept n-grams of some messages, and where each message begins."""
    if drop:
        ids = [kept if (kept := row[generator.random(len(row)) >= drop]).size else row for row in ids]
    lengths = np.fromiter(map(len, ids), int, len(ids))
    offsets = np.concatenate([[0], lengths.cumsum()[:-1]])
    return torch.from_numpy(np.concatenate(ids)), torch.from_numpy(offsets)


def train(rows, arguments, seed):
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    generator = np.random.default_rng(seed)
    order = random.Random(seed)
    model = Bag(arguments.buckets, arguments.width, arguments.hidden)
    optimiser = torch.optim.AdamW(model.parameters(), lr=arguments.rate, weight_decay=arguments.decay)
    # Danger is the output that the conversation is judged on.
    importance = torch.ones(len(data.OUTPUTS))
    importance[data.AS_CONTACT:] = 3.0
    ids = [np.asarray(row[0]) for row in rows]
    wanted = torch.tensor([row[1] for row in rows])
    weight = torch.tensor([row[2] for row in rows]) * importance
    indexes = list(range(len(rows)))
    for epoch in range(arguments.epochs):
        for group in optimiser.param_groups:
            group["lr"] = arguments.rate * (1 - epoch / arguments.epochs) + 1e-5
        order.shuffle(indexes)
        model.train()
        total = 0.0
        for start in range(0, len(indexes), BATCH):
            chosen = indexes[start:start + BATCH]
            found = model(*batch([ids[index] for index in chosen], arguments.drop, generator))
            losses = nn.functional.binary_cross_entropy_with_logits(found, wanted[chosen], reduction="none")
            loss = (losses * weight[chosen]).sum() / BATCH
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            total += float(loss.detach())
        print(f"epoch {epoch + 1}/{arguments.epochs}: loss {total * BATCH / len(rows):.3f}", flush=True)
    return model.eval()


def write(model, path):
    table = model.table.weight.detach().numpy()
    # A few outliers must not cost all others their precision.
    scale = float(np.quantile(np.abs(table), 0.9999)) / 127
    quantised = np.clip(np.round(table / scale), -127, 127).astype(np.int8)
    names = "\n".join(data.OUTPUTS).encode()
    hidden, output = model.hidden, model.output
    body = MAGIC + bytes([SCHEMA]) + struct.pack(
        "<IHHH", table.shape[0], table.shape[1], hidden.weight.shape[0], output.weight.shape[0]
    )
    body += struct.pack("<I", len(names)) + names + struct.pack("<f", scale) + quantised.tobytes()
    for tensor in (hidden.weight, hidden.bias, output.weight, output.bias):
        body += tensor.detach().numpy().astype("<f4").tobytes()
    checksum = 0xCBF29CE484222325
    for byte in body:
        checksum = ((checksum ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    with open(path, "wb") as file:
        file.write(body + struct.pack("<Q", checksum))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", required=True, help="the built program vigie")
    parser.add_argument("--authored", nargs="+", required=True)
    parser.add_argument("--hold-out", type=int, help="leave this fold of the authored conversations out")
    parser.add_argument("--folds", type=int, default=4)
    parser.add_argument("--corpora", help="folder of the benign corpora")
    parser.add_argument("--corpus", action="append", default=[], metavar="NAME=MESSAGES")
    parser.add_argument("--out", required=True)
    parser.add_argument("--buckets", type=int, default=1 << 15)
    parser.add_argument("--width", type=int, default=32)
    parser.add_argument("--hidden", type=int, default=64)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--drop", type=float, default=0.3, help="share of n-grams left out at random")
    parser.add_argument("--rate", type=float, default=5e-3)
    parser.add_argument("--decay", type=float, default=0.1)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    conversations = data.read_conversations(arguments.authored)
    if arguments.hold_out is not None:
        conversations = [
            conversation for index, conversation in enumerate(conversations)
            if fold(index, len(conversations), arguments.folds) != arguments.hold_out
        ]
    rows = data.authored_rows(arguments.program, conversations, arguments.buckets)
    print(f"{len(conversations)} conversations, {len(rows)} messages")
    for item in arguments.corpus:
        name, most = item.split("=")
        path = data.corpus_files(arguments.corpora, [name])[0]
        rows += data.corpus_rows(arguments.program, path, int(most), arguments.buckets, arguments.seed)
    print(f"{len(rows)} messages with the corpora")
    write(train(rows, arguments, arguments.seed), arguments.out)


def fold(index, count, folds):
    """Neighbouring conversations were often written as pairs: a fold is a run of them, cut into forty runs."""
    return index * 40 // max(count, 1) % folds


if __name__ == "__main__":
    main()
