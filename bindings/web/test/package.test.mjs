import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { consumer } from './support/consumer.mjs';

const app = consumer();
after(() => rmSync(app.folder, { recursive: true }));

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** What the guide's samples do in JavaScript, with every type written out. */
const USE = `
import { Detector, Help, Keyring } from 'vigie';
import type { Card, Content, DraftAssessment, FoundLine, HelpLine, Moment, Provenance, SignedFile, Step, TomlDocument } from 'vigie';
import type { Keyring as Slim } from 'vigie/slim';

export function help(draft: DraftAssessment, own: TomlDocument): [Card | null, Step[], FoundLine[], HelpLine | null] {
  const [help, moment]: [Help, Moment | undefined] = [new Help({ words: [own], without: ['fr.119'] }), draft.moment];
  const about = { moment: moment ?? 'about_to_send', threat: 'grooming', audience: 'child', language: 'fr' } as const;
  const lines = help.findLines({ region: 'FR', language: 'fr', need: 'talk', at: new Date(), minutesAhead: 60 });
  return [help.card({ ...about, style: 'easy' }), help.steps(draft.advice, 'child', 'fr'), lines, help.line('fr.3018')];
}

export function take(bytes: Uint8Array, content: Content, keyring: Keyring): [SignedFile, Record<string, bigint>] {
  const detector = new Detector({ signedPacks: [bytes], signedModel: { model: bytes, weights: bytes }, keyring });
  const accepted: Provenance[] = detector.signed;
  keyring.raiseFloors(accepted);
  return [keyring.open(bytes, content), keyring.floors()];
}

// @ts-expect-error a serial number is no number
export const wrong: Provenance = { name: 'slang', serial: 7 };
export const same = (keyring: Slim): void => keyring.free();
`;

function runs(name, source) {
  const file = join(app.folder, name);
  writeFileSync(file, source);
  const { status, stdout, stderr } = spawnSync(process.execPath, [file], { encoding: 'utf8', cwd: app.folder });
  assert.equal(status, 0, `${name}\n${source}\n${stderr}`);
  return stdout;
}

test('the package holds both builds, their types and the licences, and nothing else', () => {
  for (const file of ['dist/full/vigie_bg.wasm', 'dist/slim/vigie_bg.wasm', 'dist/full/index.d.ts', 'dist/LICENSE-MIT', 'README.md']) {
    assert.ok(app.files.includes(file), file);
  }
  assert.deepEqual(app.files.filter((file) => !/^(dist\/(full|slim)\/|dist\/LICENSE|README\.md|package\.json)/.test(file)), []);
});

test('an app in Node imports both entry points', () => {
  const printed = runs(
    'app.js',
    `import { Detector, init, versions } from 'vigie';
     import * as slim from 'vigie/slim';
     await init(); await slim.init();
     console.log(versions().model, slim.versions().model, new Detector().languages.join());`,
  );
  assert.match(printed, /^\d+\.\d+\.\d+ null en,fr/);
});

test('every sample of the guide runs, and its types hold', () => {
  const guide = readFileSync(here('../../../docs/integration/web.md'), 'utf8') + readFileSync(here('../README.md'), 'utf8');
  const samples = [...guide.matchAll(/^```(js|ts)\n([^]*?)^```$/gm)].map(([, language, source]) => ({ language, source }));
  assert.ok(samples.length >= 5, `${samples.length} samples`);
  const types = ['use.ts'];
  writeFileSync(join(app.folder, 'use.ts'), USE);
  samples.forEach(({ language, source }, place) => {
    if (language === 'js') runs(`sample${place}.js`, source);
    else {
      writeFileSync(join(app.folder, `sample${place}.ts`), source);
      types.push(`sample${place}.ts`);
    }
  });
  const tsc = here('../node_modules/.bin/tsc');
  const options = ['--noEmit', '--strict', '--target', 'es2022', '--lib', 'es2022,dom', '--module', 'nodenext', '--types', ''];
  for (const file of types) {
    const { status, stdout } = spawnSync(tsc, [...options, file], { cwd: app.folder, encoding: 'utf8' });
    assert.equal(status, 0, `${file}: ${stdout}`);
  }
});

test('the lock file names no registry', () => {
  const lock = JSON.parse(readFileSync(here('../package-lock.json'), 'utf8'));
  for (const [name, { resolved }] of Object.entries(lock.packages)) {
    assert.ok(!resolved || resolved.startsWith('https://registry.npmjs.org/'), name);
  }
});

test('the module has no import but the glue: no clock, no network, no file', () => {
  for (const build of ['full', 'slim']) {
    const module = new WebAssembly.Module(readFileSync(here(`../dist/${build}/vigie_bg.wasm`)));
    const imports = WebAssembly.Module.imports(module).map(({ name }) => name);
    assert.deepEqual(imports.filter((name) => !/^__wb(g_Error_|indgen_|g___wbindgen_)/.test(name)), [], build);
  }
});
