import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { test } from 'node:test';
import * as full from 'vigie';
import * as slim from 'vigie/slim';
import { goldenConversations, hex } from './support/golden.mjs';

await full.init();
await slim.init();

const models = new URL('../../../models/', import.meta.url);

test('the slim build answers as the full one does without its model', () => {
  const [one, other] = [new slim.Detector(), new full.Detector({ rulesOnly: true })];
  assert.equal(one.rules, other.rules);
  for (const { id, messages } of goldenConversations()) {
    const [a, b] = [one.assessBatch(null, messages), other.assessBatch(null, messages)];
    assert.deepEqual(a.assessments, b.assessments, id);
    assert.equal(hex(a.state), hex(b.state), id);
  }
});

test('the slim build with a model of the app answers as the full one', () => {
  const { model: version } = full.versions();
  const bytes = readFileSync(new URL(`${version}/vigie.vgm`, models));
  const weights = readFileSync(new URL(`${version}/weights.toml`, models), 'utf8');
  const [one, other] = [new slim.Detector({ model: { bytes, weights } }), new full.Detector()];
  for (const { id, messages } of goldenConversations()) {
    assert.deepEqual(one.assessBatch(null, messages), other.assessBatch(null, messages), id);
  }
});

test('the slim build is smaller, has no model and reads no exports', () => {
  const size = (name) => statSync(new URL(`../dist/${name}/vigie_bg.wasm`, import.meta.url)).size;
  assert.ok(size('slim') < size('full') - 1_000_000, `${size('slim')} and ${size('full')} bytes`);
  assert.equal(slim.versions().model, null);
  assert.ok(!('readExport' in slim));
});
