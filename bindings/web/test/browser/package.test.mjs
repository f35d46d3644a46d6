import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Detector, init } from 'vigie';
import { goldenConversations } from '../support/golden.mjs';
import { launch } from './support/browser.mjs';
import { serve } from './support/server.mjs';

let browser;
let server;

before(async () => {
  [browser, server] = await Promise.all([launch(), serve('.'), init()]);
});

after(async () => {
  await browser?.close();
  await server?.close();
});

test('a worker in Chromium gives what Node gives', async () => {
  const page = await browser.newPage();
  await page.goto(`${server.address}/test/browser/support/worker.html`);
  const detector = new Detector();
  for (const { id, messages } of goldenConversations().slice(0, 4)) {
    const found = await page.evaluate(async (list) => {
      window.answer = undefined;
      window.ask(list);
      while (!window.answer) await new Promise((resolve) => setTimeout(resolve, 10));
      return { ...window.answer, state: [...(window.answer.state ?? [])] };
    }, messages);
    assert.equal(found.fault, undefined);
    const expected = detector.assessBatch(null, messages);
    assert.deepEqual(found.assessments, expected.assessments, id);
    assert.deepEqual(found.state, [...expected.state], id);
  }
  await page.close();
});
