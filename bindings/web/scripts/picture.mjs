// Draws the picture of the README: `node scripts/picture.mjs docs/playground.jpg`, after `npm run build:playground`.
import { resolve } from 'node:path';
import { launch } from '../test/browser/support/browser.mjs';
import { serve } from '../test/browser/support/server.mjs';

const [browser, server] = await Promise.all([launch(), serve('dist/playground')]);
const page = await browser.newPage({
  viewport: { width: 1280, height: 1004 },
  deviceScaleFactor: 1.25,
  locale: 'en-GB',
  colorScheme: 'light',
  reducedMotion: 'reduce',
});
await page.goto(`${server.address}/`);
await page.waitForSelector('html[data-ready]');
await page.evaluate(() => document.fonts.ready);
await page.screenshot({ path: resolve(process.argv[2]), type: 'jpeg', quality: 82 });
await browser.close();
await server.close();
