import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Help, VigieError, init } from 'vigie';
import { lines } from './support/golden.mjs';
import { payload, signedFile } from './support/signed.mjs';

await init();
const help = new Help();
const golden = lines('golden/help.jsonl');
const bytes = (text) => new TextEncoder().encode(text);
const refuses = (run, words = /./) =>
  assert.throws(run, (error) => {
    assert.ok(error instanceof VigieError, String(error));
    assert.equal(error.code, 'invalid_guidance');
    assert.match(error.message, words);
    return true;
  });

function recorded(kind) {
  const entries = golden.filter((entry) => kind in entry).map((entry) => [entry[kind], entry.expected]);
  assert.ok(entries.length >= 8, kind);
  return entries;
}

const plain = (steps) => steps.map(({ key, label, text, action, need }) => [key, label, text, action ?? null, need ?? null]);

test('cards are as in Rust', () => {
  for (const [asked, expected] of recorded('card')) {
    const card = help.card(asked);
    const found = card && { language: card.language, title: card.title, text: card.text, steps: plain(card.steps) };
    assert.deepEqual(found, expected, JSON.stringify(asked));
    assert.equal(card?.moment ?? asked.moment, asked.moment);
  }
});

test('the words of advice are as in Rust', () => {
  for (const [{ advice, audience, language }, expected] of recorded('advice')) {
    assert.deepEqual(plain(help.steps(advice, audience, language)), expected);
  }
});

test('searches are as in Rust', () => {
  for (const [{ about, age, by, at, ...asked }, expected] of recorded('search')) {
    const [now, minutesAhead] = at ?? [];
    const request = { ...asked, ...about, age: age ?? undefined, by: by ?? undefined, at: now && new Date(now), minutesAhead };
    const found = help.findLines(request).map(({ id, open, standsIn }) => [id, open ?? null, standsIn]);
    assert.deepEqual(found, expected, JSON.stringify(asked));
  }
});

test('entries are as in Rust', () => {
  for (const [id, expected] of recorded('line')) {
    const { timeZone, verifiedOn, ages, id: own, ...rest } = help.line(id);
    assert.equal(own, id);
    const found = { ...rest, time_zone: timeZone, verified_on: verifiedOn, ages: ages && [ages.youngest, ages.oldest] };
    for (const name of Object.keys({ ...found, ...expected })) {
      assert.deepEqual(found[name] ?? null, expected[name], `${id}: ${name}`);
    }
  }
  assert.equal(help.lines()[0].id, recorded('line')[0][0]);
  assert.equal(help.line('xx.nobody'), null);
});

test('documents of the app replace and take out', () => {
  const own = new Help({ lines: [{ name: 'school', bytes: payload(signedFile('lines.signed')) }], without: ['fr.3018'] });
  assert.equal(own.line('zz.school').url, 'https://school.example/help');
  assert.equal(own.line('fr.3018'), null);
  assert.equal(own.lines().length, help.lines().length);
  const french = readFileSync(new URL('../../../packs/guidance/fr.toml', import.meta.url), 'utf8');
  const words = [{ name: 'br.toml', bytes: bytes(french.replace('language = "fr"', 'language = "br"')) }];
  assert.deepEqual(new Help({ words }).languages, ['br', 'en', 'fr']);
  assert.deepEqual(help.staleLines(new Date(0)), []);
  assert.equal(help.staleLines(new Date(4e12)).length, help.lines().filter(({ verified }) => verified).length);
});

test('hostile documents and names are an error with a code', () => {
  refuses(() => new Help({ words: [{ name: 'ours.toml', bytes: bytes('[guidance]\nlanguage = 1') }] }), /ours\.toml/);
  let seed = 11;
  for (let length = 0; length < 200; length += 1) {
    const noise = { name: 'x', bytes: Uint8Array.from({ length }, () => (seed = (seed * 48_271) % 2_147_483_647) & 255) };
    refuses(() => new Help({ words: [noise] }));
    refuses(() => new Help({ lines: [noise] }));
  }
  const about = { moment: 'threat', threat: 'exposure', audience: 'teen', language: 'en' };
  for (const wrong of [{ moment: 'doomsday' }, { threat: 'doom' }, { audience: 'nobody' }, { style: 'loud' }]) {
    refuses(() => help.card({ ...about, ...wrong }), /no such/);
  }
  refuses(() => help.findLines({ ...about, region: 'FR', need: 'money' }), /no such need/);
  assert.throws(() => help.findLines({ moment: 'threat', region: 'FR', language: 'fr', need: 'talk' }), TypeError);
  assert.equal(help.card({ ...about, language: 'tlh' }), null);
  assert.deepEqual(help.steps(['\0', ''], 'child', '\0'), []);
});
