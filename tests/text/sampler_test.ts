import assert from "node:assert/strict";
import type { HologramError } from "../../src/base/mod.ts";
import {
  DEFAULT_OPTIONS,
  type Random,
  Sampler,
  type SamplingOptions,
  seededRandom,
} from "../../src/text/mod.ts";

/** Every filter off. */
const PLAIN: SamplingOptions = {
  ...DEFAULT_OPTIONS,
  temperature: 1,
  top_k: 0,
  top_p: 1,
  min_p: 0,
  typical_p: 1,
};

interface Candidate {
  id: number;
  logit: number;
}

function withProbabilities(list: Candidate[], temperature = 1): (Candidate & { p: number })[] {
  const greatest = Math.max(...list.map(({ logit }) => logit));
  const weights = list.map(({ logit }) => Math.exp((logit - greatest) / temperature));
  const sum = weights.reduce((a, b) => a + b, 0);
  return list.map((candidate, i) => ({ ...candidate, p: weights[i]! / sum }));
}

/** Keeps entries of a list until their probabilities meet a condition. */
function until<T extends { p: number }>(list: T[], enough: (sum: number) => boolean): T[] {
  let sum = 0;
  const end = list.findIndex(({ p }) => enough(sum += p));
  return end === -1 ? list : list.slice(0, end + 1);
}

const byLogit = (a: Candidate, b: Candidate) => b.logit - a.logit || a.id - b.id;

/** The tokens that stay and their probabilities, computed the plain way. */
function reference(logits: Float32Array, recent: number[], options: SamplingOptions) {
  const scores = Float32Array.from(logits, (logit, id) => {
    const count = recent.filter((token) => token === id).length;
    if (count === 0) return logit;
    const repeated = logit <= 0 ? logit * options.repeat_penalty : logit / options.repeat_penalty;
    return repeated - count * options.frequency_penalty - options.presence_penalty;
  });
  let list: Candidate[] = Array.from(scores, (logit, id) => ({ id, logit })).sort(byLogit);
  if (options.top_k > 0) list = list.slice(0, options.top_k);
  if (options.typical_p < 1) {
    const all = withProbabilities(list);
    const entropy = all.reduce((sum, { p }) => sum - p * Math.log(p), 0);
    const surprise = ({ p }: { p: number }) => Math.abs(-Math.log(p) - entropy);
    all.sort((a, b) => surprise(a) - surprise(b));
    list = until(all, (sum) => sum > options.typical_p).sort(byLogit);
  }
  if (options.top_p < 1) list = until(withProbabilities(list), (sum) => sum >= options.top_p);
  if (options.min_p > 0) {
    list = list.filter(({ logit }) => logit >= list[0]!.logit + Math.log(options.min_p));
  }
  return withProbabilities(list, options.temperature);
}

function draw(list: { id: number; p: number }[], random: number): number {
  let rest = random;
  for (const { id, p } of list) if ((rest -= p) < 0) return id;
  return list[0]!.id;
}

function randomLogits(random: Random, size: number): Float32Array {
  // Coarse values, so that some are equal.
  return Float32Array.from({ length: size }, () => Math.round((random() + random()) * 60) / 10 - 6);
}

const VARIANTS: Record<string, Partial<SamplingOptions>> = {
  "no filter": {},
  "top_k": { top_k: 7 },
  "top_k beyond the vocabulary": { top_k: 5000 },
  "top_p": { top_p: 0.8 },
  "min_p": { min_p: 0.2 },
  "typical_p": { typical_p: 0.6 },
  "temperature": { temperature: 0.5 },
  "every filter": { top_k: 40, typical_p: 0.95, top_p: 0.9, min_p: 0.05, temperature: 0.8 },
  "penalties": { repeat_penalty: 1.3, presence_penalty: 0.4, frequency_penalty: 0.3, top_k: 9 },
};

for (const [name, variant] of Object.entries(VARIANTS)) {
  Deno.test(`The sampler draws what the plain computation draws: ${name}`, () => {
    const options = { ...PLAIN, repeat_last_n: 8, ...variant };
    const random = seededRandom(5);
    for (const size of [1, 2, 50, 300]) {
      let drawn = 0;
      const sampler = new Sampler(options, () => drawn);
      const tokens: number[] = [];
      for (let step = 0; step < 60; step++) {
        const logits = randomLogits(random, size);
        const before = logits.slice();
        drawn = random();
        const expected = draw(reference(logits, tokens.slice(-8), options), drawn);
        const id = sampler.sample(logits);
        assert.equal(id, expected);
        assert.deepEqual(logits, before);
        sampler.accept(id);
        tokens.push(id);
      }
    }
  });
}

Deno.test("A temperature of 0 takes the likeliest token after the penalties, the lowest id of equal ones", () => {
  const greedy = { ...PLAIN, temperature: 0, repeat_penalty: 2, repeat_last_n: 2 };
  const sampler = new Sampler(greedy, () => assert.fail("a draw"));
  const logits = Float32Array.of(1, 3, 3, 2);
  const ids = Array.from({ length: 5 }, () => {
    const id = sampler.sample(logits);
    sampler.accept(id);
    return id;
  });
  assert.deepEqual(ids, [1, 2, 3, 1, 2]);
});

Deno.test("repeat_last_n of 0 looks at no token, -1 at all", () => {
  const next = (repeat_last_n: number) => {
    const options = { ...PLAIN, temperature: 0, presence_penalty: 10, repeat_last_n };
    const sampler = new Sampler(options, seededRandom(1));
    for (const id of [0, 1, 1, 1]) sampler.accept(id);
    return sampler.sample(Float32Array.of(5, 4, 1));
  };
  assert.equal(next(0), 0);
  assert.equal(next(2), 0);
  assert.equal(next(-1), 2);
});

Deno.test("Tokens are drawn as often as their probabilities say", () => {
  const logits = Float32Array.of(2, 1, 0, -1, -Infinity);
  const sampler = new Sampler(PLAIN, seededRandom(9));
  const counts = [0, 0, 0, 0, 0];
  for (let i = 0; i < 20_000; i++) counts[sampler.sample(logits)]!++;
  const expected = reference(logits, [], PLAIN);
  assert.equal(counts[4], 0);
  const chiSquare = expected.slice(0, 4).reduce((sum, { id, p }) => {
    return sum + (counts[id]! - p * 20_000) ** 2 / (p * 20_000);
  }, 0);
  // 3 degrees of freedom: over 16.3 once in a thousand.
  assert.ok(chiSquare < 16.3, `chi-square ${chiSquare}`);
});

Deno.test("The same seed draws the same tokens, another seed others", () => {
  const logits = randomLogits(seededRandom(2), 100);
  const tokens = (seed: number) => {
    const sampler = new Sampler(DEFAULT_OPTIONS, seededRandom(seed));
    return Array.from({ length: 40 }, () => sampler.sample(logits));
  };
  assert.deepEqual(tokens(7), tokens(7));
  assert.notDeepEqual(tokens(7), tokens(8));
});

Deno.test("Logits that are a part of a larger array are read at their place", () => {
  const all = Float32Array.of(9, 9, 0, 1, 9);
  const sampler = new Sampler({ ...PLAIN, top_k: 1 }, seededRandom(1));
  assert.equal(sampler.sample(all.subarray(2, 4)), 1);
});

Deno.test("Logits without a choice are an error", () => {
  for (const temperature of [0, 1]) {
    const sampler = new Sampler({ ...PLAIN, temperature }, seededRandom(1));
    assert.throws(() => sampler.sample(Float32Array.of(1, NaN, 2)), (error: HologramError) => {
      assert.equal(error.kind, "internal");
      assert.equal(error.message, "Cannot choose a token: the network gave NaN for token 1");
      return true;
    });
    assert.throws(() => sampler.sample(Float32Array.of(-Infinity, -Infinity)), {
      message: "Cannot choose a token: the network rules out every one",
    });
  }
});
