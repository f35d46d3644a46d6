// `node ready.mjs compiler|browser|packages`: exit status 0 when that part of the tests can run here.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { findToolchain, onPath } from './toolchain.mjs';

const here = fileURLToPath(new URL('../', import.meta.url));

const ready = {
  compiler: () => findToolchain() !== undefined,
  browser: () => process.env.CHROMIUM !== undefined || onPath(/^(chromium|chromium-browser|google-chrome)$/).length > 0,
  packages: () => existsSync(`${here}node_modules`) && execFileSync('npm', ['ls'], { cwd: here, stdio: 'ignore' }) === null,
}[process.argv[2]];

try {
  process.exit(ready() ? 0 : 1);
} catch {
  process.exit(1);
}
