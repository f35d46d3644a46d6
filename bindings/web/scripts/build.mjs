// Builds the package, full and slim. Writes `dist/` and below `target/`.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findToolchain, onPath } from './toolchain.mjs';

const here = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const workspace = resolve(here, '../..');
const target = join(process.env.CARGO_TARGET_DIR ?? join(workspace, 'target'), 'web');
const dist = join(here, 'dist');
const GLUE = 'vigie-wasm-glue';

/** The features of `vigie-wasm` in each build. */
const BUILDS = { full: ['import', 'model'], slim: [] };
/** Files that only the full build has. */
const FULL_ONLY = /^(index|records)\./;

const toolchain = findToolchain();
if (!toolchain) {
  console.error('no compiler for wasm32-unknown-unknown; get it with: rustup target add wasm32-unknown-unknown');
  process.exit(1);
}
console.log(`compiler: ${toolchain.what}`);
const glue = glueProgram();
for (const [name, features] of Object.entries(BUILDS)) {
  const folder = join(dist, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  run(glue.program, [...glue.arguments(compile(features), folder)]);
  optimise(join(folder, 'vigie_bg.wasm'));
}
translate();
for (const licence of ['LICENSE-MIT', 'LICENSE-APACHE']) cpSync(join(workspace, licence), join(dist, licence));

/** The module of one build, before the glue. */
function compile(features) {
  const options = ['--no-default-features', '--features', features.join(',')];
  run(
    'cargo',
    ['build', '--release', '--locked', '--package', 'vigie-wasm', '--lib', ...options]
      .concat('--target', 'wasm32-unknown-unknown', '--target-dir', target, ...toolchain.arguments),
    // Line tables would be thrown away by the glue.
    { CARGO_PROFILE_RELEASE_DEBUG: 'false', ...toolchain.environment },
  );
  return join(target, 'wasm32-unknown-unknown/release/vigie_wasm.wasm');
}

/** The ordinary `wasm-bindgen` of the right version where there is one, our own little program otherwise. */
function glueProgram() {
  const version = lockedVersion(join(workspace, 'Cargo.lock'), 'wasm-bindgen');
  const ordinary = onPath(/^wasm-bindgen$/).find((program) => output(program, ['--version'])?.includes(version));
  if (ordinary) {
    const options = ['--target', 'web', '--omit-default-module-path', '--out-name', 'vigie'];
    const lean = ['--remove-name-section', '--remove-producers-section'];
    return { program: ordinary, arguments: (module, folder) => [module, ...options, ...lean, '--out-dir', folder] };
  }
  const sources = join(here, 'glue');
  const own = lockedVersion(join(sources, 'Cargo.lock'), 'wasm-bindgen-cli-support');
  if (own !== version) {
    throw new Error(`the workspace has wasm-bindgen ${version}, ${GLUE} has ${own}: change its Cargo.toml`);
  }
  const manifest = join(sources, 'Cargo.toml');
  const folder = join(target, 'glue');
  run('cargo', ['build', '--release', '--locked', '--manifest-path', manifest, '--target-dir', folder]);
  return { program: join(folder, 'release', GLUE), arguments: (module, out) => [module, out] };
}

/** Makes the module smaller and quicker, where `wasm-opt` is at hand; the answers are the same without. */
function optimise(module) {
  const local = join(here, 'node_modules/.bin/wasm-opt');
  const program = existsSync(local) ? local : onPath(/^wasm-opt$/).at(0);
  if (!program) {
    console.log('wasm-opt is missing: the module stays as it is');
    return;
  }
  const features = ['bulk-memory', 'mutable-globals', 'nontrapping-float-to-int', 'reference-types', 'sign-ext', 'multivalue'];
  run(program, ['-O3', ...features.map((name) => `--enable-${name}`), module, '-o', module]);
}

/** TypeScript to JavaScript, beside each module. */
function translate() {
  for (const part of ['glue', 'js']) rmSync(join(dist, part), { recursive: true, force: true });
  // The glue's types are for the translation only, and those of the full build hold for both.
  cpSync(join(dist, 'full/vigie.d.ts'), join(dist, 'glue/vigie.d.ts'));
  run(join(here, 'node_modules/.bin/tsc'), ['--project', here]);
  for (const name of Object.keys(BUILDS)) {
    for (const file of ['vigie.d.ts', 'vigie_bg.wasm.d.ts']) rmSync(join(dist, name, file));
    for (const file of readdirSync(join(dist, 'js'))) {
      if (name === 'full' || !FULL_ONLY.test(file)) cpSync(join(dist, 'js', file), join(dist, name, file));
    }
  }
}

function lockedVersion(lock, name) {
  const entry = readFileSync(lock, 'utf8').match(new RegExp(`name = "${name}"\\nversion = "([^"]+)"`));
  if (!entry) throw new Error(`${lock}: no ${name}`);
  return entry[1];
}

function output(program, args) {
  try {
    return execFileSync(program, args, { encoding: 'utf8' });
  } catch {
    return undefined;
  }
}

function run(program, args, environment = {}) {
  execFileSync(program, args, { stdio: 'inherit', cwd: workspace, env: { ...process.env, ...environment } });
}
