import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { after, before, test } from 'node:test';
import { launch } from './support/browser.mjs';
import { serve } from './support/server.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PICTURES = fileURLToPath(new URL('../../dist/pictures/', import.meta.url));
const DESK = { width: 1280, height: 960 };
const PHONE = { width: 390, height: 844 };
const example = (name) => readFileSync(new URL(`../../../../examples/${name}`, import.meta.url), 'utf8');

let browser;
let server;

before(async () => {
  mkdirSync(PICTURES, { recursive: true });
  [browser, server] = await Promise.all([launch(), serve('dist/playground')]);
});

after(async () => {
  await browser?.close();
  await server?.close();
});

/** The page, open and ready, with whatever it asked for or complained about. */
async function open({ viewport = DESK, colorScheme = 'light', locale = 'en-GB', ...more } = {}) {
  const context = await browser.newContext({ viewport, colorScheme, locale, ...more });
  const page = await context.newPage();
  const seen = { requests: [], faults: [] };
  page.on('request', (request) => seen.requests.push(request.url()));
  page.on('pageerror', (fault) => seen.faults.push(String(fault)));
  page.on('console', (message) => message.type() === 'error' && seen.faults.push(message.text()));
  await page.goto(`${server.address}/`);
  await page.waitForSelector('html[data-ready]');
  return { page, seen, close: () => context.close() };
}

const alertText = (page) => page.locator('#alert').textContent();

async function type(page, as, text) {
  await page.getByRole('radio', { name: as }).check();
  await page.getByRole('textbox', { name: 'Message' }).fill(text);
  await page.keyboard.press('Enter');
}

async function drop(page, name, text) {
  await page.evaluate(
    ([fileName, content]) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([content], fileName));
      for (const kind of ['dragover', 'drop']) {
        document.querySelector('#conversation').dispatchEvent(new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true }));
      }
    },
    [name, text],
  );
}

test('typed threats raise the alert, and the child sees help without a figure', async () => {
  const { page, seen, close } = await open();
  await page.getByRole('combobox', { name: 'Choose an example' }).selectOption('blank');
  await type(page, 'the contact', 'hey what u doing');
  assert.equal(await alertText(page), '');
  assert.match(await page.locator('#panel').textContent(), /Nothing is shown|cannot say/);
  await type(page, 'the child', 'homework');
  await type(page, 'the contact', 'pay me or everyone sees it');
  assert.match(await alertText(page), /Help is shown now/);
  const marked = page.locator('.message:last-child mark.worry');
  assert.equal((await marked.allTextContents()).join(''), 'pay me or everyone sees it');
  assert.equal(await page.locator('.message:last-child .moment').textContent(), 'Help is shown here');
  const panel = await page.locator('#panel').textContent();
  assert.doesNotMatch(panel, /%|sextortion|score|probab/i);
  assert.ok((await page.locator('#help-step').textContent()).length > 20);
  assert.ok((await page.locator('#panel a[href^="tel:"]').count()) > 0);
  assert.deepEqual(seen.faults, []);
  await close();
});

test('the child is asked before an address goes to somebody who worries', async () => {
  const { page, close } = await open();
  const typed = page.getByRole('textbox', { name: 'Message' });
  await type(page, 'the child', 'ok i live at 14 mill lane');
  assert.equal(await page.locator('.message').count(), 24);
  assert.match(await page.locator('#hold').textContent(), /Wait a moment/);
  await page.getByRole('button', { name: 'Do not send' }).click();
  assert.equal(await typed.inputValue(), 'ok i live at 14 mill lane');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Send all the same' }).click();
  assert.equal(await page.locator('.message').count(), 25);
  assert.equal(await page.locator('#hold').isVisible(), false);
  await type(page, 'the child', 'see you at practice');
  assert.equal(await page.locator('.message').count(), 26);
  await close();
});

test('the help can be read step by step and acknowledged, by keyboard alone', async () => {
  const { page, close } = await open();
  await page.getByRole('combobox', { name: 'Choose an example' }).selectOption('blank');
  await type(page, 'the contact', 'pay me or everyone sees it');
  for (let steps = 0; steps < 20 && (await page.locator('#help-next').count()); steps += 1) {
    await page.locator('#help-next').focus();
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'help-step');
  }
  await page.locator('#help-done').focus();
  await page.keyboard.press('Enter');
  assert.match(await page.locator('#panel').textContent(), /Nothing is shown/);
  assert.equal(await page.locator('.moment.read').count(), 1);
  await close();
});

test('a dropped chat is read, and nothing leaves the page', async () => {
  const { page, seen, close } = await open();
  const before = seen.requests.length;
  assert.ok(seen.requests.every((url) => url.startsWith(server.address) || url.startsWith('data:')), seen.requests.join(' '));
  const served = server.requests.length;
  await drop(page, 'WhatsApp Chat.txt', example('whatsapp_fr.txt'));
  await page.waitForFunction(() => document.querySelectorAll('.message').length === 18, null, { timeout: 5000 }).catch(() => {});
  assert.match(await page.locator('#notice').textContent(), /messages read\. Help is not shown/);
  await drop(page, 'lou.jsonl', example('sextortion_fr.jsonl'));
  await page.waitForFunction(() => document.querySelectorAll('.message').length === 21);
  assert.match(await page.locator('#notice').textContent(), /21 messages read\. Help is shown/);
  assert.ok((await page.locator('path.alert-mark').count()) > 0);
  await drop(page, 'holiday.png', '\u0000\u0001 no chat');
  await page.waitForFunction(() => /no chat export/.test(document.querySelector('#notice').textContent));
  assert.equal(seen.requests.length, before, seen.requests.slice(before).join(' '));
  assert.equal(server.requests.length, served);
  const escapes = await page.evaluate(async (address) => {
    const tries = [
      () => fetch(`${address}/index.html`),
      () => fetch('https://example.org/'),
      () => new Promise((resolve, reject) => Object.assign(new Image(), { onload: resolve, onerror: reject, src: `${address}/x.png` })),
      () => new Promise((resolve, reject) => Object.assign(new WebSocket('ws://127.0.0.1:9'), { onopen: resolve, onerror: reject })),
    ];
    navigator.sendBeacon(`${address}/beacon`, 'x');
    const done = await Promise.allSettled(tries.map(async (attempt) => attempt()));
    return done.filter(({ status }) => status === 'fulfilled').length;
  }, server.address);
  assert.equal(escapes, 0);
  assert.equal(server.requests.length, served);
  await close();
});

test('a chosen or pasted export is read, and the child can be named', async () => {
  const { page, close } = await open();
  await page.setInputFiles('#file', { name: 'chat.txt', mimeType: 'text/plain', buffer: Buffer.from(example('whatsapp_fr.txt')) });
  await page.waitForFunction(() => /messages read/.test(document.querySelector('#notice').textContent));
  assert.equal(await page.locator('.message.own').count(), 0);
  await page.getByRole('combobox', { name: 'The child is' }).selectOption('Camille');
  await page.waitForSelector('.message.own');
  await page.getByRole('button', { name: 'Paste' }).click();
  await page.locator('#paste-text').fill('15/01/2024, 18:30 - Zoé: envoie une photo\n15/01/2024, 18:31 - Léo: non\n');
  await page.getByRole('button', { name: 'Read it' }).click();
  await page.waitForFunction(() => document.querySelectorAll('.message').length === 2);
  assert.equal(await page.locator('.message .sender').first().textContent(), 'Zoé');
  await close();
});

test('a chat that tells no age is read with the one that was chosen, whatever was open before', async () => {
  const { page, close } = await open();
  const age = page.locator('#age');
  assert.equal(await age.inputValue(), 'under13', 'the example tells that the child is 12');
  const line = JSON.stringify({ conversation: 'x', sender: 'kim', role: 'contact', text: 'are you coming to training', sent_at: '2025-05-06T17:20:00Z' });
  await drop(page, 'x.jsonl', `${line}\n`);
  await page.waitForFunction(() => document.querySelector('#age').value === 'teen13to15');
  await age.selectOption('teen16to17');
  await page.getByRole('combobox', { name: 'Choose an example' }).selectOption('grooming_en');
  await page.waitForFunction(() => document.querySelector('#age').value === 'under13');
  await page.getByRole('combobox', { name: 'Choose an example' }).selectOption('blank');
  await page.waitForFunction(() => document.querySelector('#age').value === 'teen16to17');
  await close();
});

test('hostile text stays text', async () => {
  const { page, seen, close } = await open();
  await page.getByRole('combobox', { name: 'Choose an example' }).selectOption('blank');
  const hostile = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script> or everyone sees it';
  await type(page, 'the contact', hostile);
  assert.equal(await page.locator('.message .text').textContent(), hostile);
  assert.equal(await page.evaluate(() => window.hacked), undefined);
  assert.deepEqual(seen.faults, []);
  await close();
});

test('the page speaks French, and the tabs and the slider follow the keyboard', async () => {
  const { page, close } = await open({ locale: 'fr-FR' });
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'fr');
  assert.equal(await page.getByRole('heading', { level: 2 }).first().textContent(), 'Conversation');
  assert.match(await page.locator('#where').textContent(), /Message 21 sur 21/);
  await page.getByRole('slider').focus();
  await page.keyboard.press('Home');
  assert.match(await page.locator('#where').textContent(), /Message 1 sur 21/);
  assert.equal(await page.locator('.message[aria-current]').getAttribute('data-index'), '0');
  await page.keyboard.press('End');
  await page.getByRole('tab', { name: 'À l’enfant' }).focus();
  await page.keyboard.press('ArrowRight');
  assert.equal(await page.getByRole('tab', { name: 'À un parent' }).getAttribute('aria-selected'), 'true');
  const panel = await page.locator('#panel').textContent();
  assert.match(panel, /calme/);
  assert.doesNotMatch(panel, /lou|%/);
  await page.getByRole('combobox', { name: 'Langue' }).selectOption('en');
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'en');
  assert.match(await page.locator('#panel').textContent(), /calm/);
  await close();
});

test('a long chat is assessed while the page stays usable', async () => {
  const { page, close } = await open();
  const lines = Array.from({ length: 5_000 }, (_, index) =>
    JSON.stringify({ conversation: 'c', sender: index % 2 ? 'a' : 'b', text: `see you at practice, bring ${index} oranges` }),
  );
  await drop(page, 'long.jsonl', lines.join('\n'));
  await page.waitForFunction(() => /5000 messages read/.test(document.querySelector('#notice').textContent), null, { timeout: 60_000 });
  assert.equal(await page.locator('.message').count(), 3_000);
  await close();
});

for (const [name, options] of Object.entries({
  'desk-light': {},
  'desk-dark': { colorScheme: 'dark', locale: 'fr-FR' },
  'phone-light': { viewport: PHONE, locale: 'fr-FR', hasTouch: true, isMobile: true, deviceScaleFactor: 2 },
  'phone-dark': { viewport: PHONE, colorScheme: 'dark', hasTouch: true, isMobile: true, deviceScaleFactor: 2 },
})) {
  test(`axe finds no serious fault: ${name}`, async () => {
    const { page, seen, close } = await open({ deviceScaleFactor: 1.5, reducedMotion: 'reduce', ...options });
    await page.evaluate(() => document.fonts.ready);
    await page.screenshot({ path: `${PICTURES}${name}.png`, fullPage: name.startsWith('phone') });
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= (options.viewport ?? DESK).width, `${width} pixels wide`);
    for (const tab of ['#tab-child', '#tab-parent']) {
      await page.locator(tab).click();
      await page.evaluate(AXE);
      const { violations } = await page.evaluate(() => window.axe.run());
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      assert.deepEqual(serious.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]), []);
    }
    assert.deepEqual(seen.faults, []);
    await close();
  });
}
