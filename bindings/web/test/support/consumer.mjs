// The package as an app gets it: packed, unpacked into a folder of its own, and nothing else beside it.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PACKAGE = fileURLToPath(new URL('../../', import.meta.url));

/** The folder of an app that has the package installed. */
export function consumer() {
  const folder = mkdtempSync(join(tmpdir(), 'vigie-app-'));
  const home = join(folder, 'node_modules/vigie');
  mkdirSync(home, { recursive: true });
  const packed = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--pack-destination', folder], { cwd: PACKAGE, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
  );
  const [{ filename, files }] = Array.isArray(packed) ? packed : Object.values(packed);
  execFileSync('tar', ['-xzf', join(folder, filename), '-C', home, '--strip-components=1']);
  writeFileSync(join(folder, 'package.json'), '{ "type": "module", "private": true }\n');
  return { folder, files: files.map(({ path }) => path) };
}
