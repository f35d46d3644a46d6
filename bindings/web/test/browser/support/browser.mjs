// The browser of this machine: CHROMIUM, else the first Chromium on PATH.
import { chromium } from 'playwright-core';
import { onPath } from '../../../scripts/toolchain.mjs';

export function launch() {
  const executablePath = process.env.CHROMIUM ?? onPath(/^(chromium|chromium-browser|google-chrome)$/).at(0);
  if (!executablePath) throw new Error('no Chromium: install one, or name it in CHROMIUM');
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
}
