// Measures the package on this machine in one run, and writes it to bindings/figures.json under `web`:
// sizes, and the median of one assessment in Rust and in JavaScript. After `npm run build`.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import * as full from 'vigie';
import * as slim from 'vigie/slim';
import { lines, messagesOf } from '../test/support/golden.mjs';

const FIGURES = new URL('../../figures.json', import.meta.url);
const WORKSPACE = fileURLToPath(new URL('../../../', import.meta.url));
const ROUNDS = 5;

await full.init();
await slim.init();
const chats = ['en', 'fr'].flatMap((code) => lines(`scenarios/${code}.jsonl`)).map(messagesOf);

// Rust before and after: the machine may be busy with something else.
const before = rust();
const [withModel, rulesOnly] = [javascript(full), javascript(slim)];
const after = rust();
const web = {
  version: full.versions().engine,
  machine: `${process.arch}, ${availableParallelism()} cores, ${process.platform}, Node ${process.versions.node}`,
  bytes: Object.fromEntries(['full', 'slim'].map((name) => [name, sizes(name)])),
  assess_microseconds: {
    rust: Math.min(before, after),
    rust_before_and_after: [before, after],
    javascript: withModel.assess,
    javascript_slim: rulesOnly.assess,
  },
  build_milliseconds: { full: withModel.build, slim: rulesOnly.build },
};
const known = existsSync(FIGURES) ? JSON.parse(readFileSync(FIGURES, 'utf8')) : {};
writeFileSync(FIGURES, `${JSON.stringify({ ...known, web }, null, 2)}\n`);
console.log(JSON.stringify(web, null, 2));

/** The same messages as the Rust program: every written conversation, five times. */
function javascript({ Conversation, Detector }) {
  const builds = Array.from({ length: 5 }, () => {
    const begun = performance.now();
    new Detector().free();
    return performance.now() - begun;
  });
  const detector = new Detector();
  const times = [];
  let alerts = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const chat of chats) {
      const conversation = new Conversation();
      for (const message of chat) {
        const begun = performance.now();
        const assessment = detector.assess(conversation, message);
        times.push(performance.now() - begun);
        alerts += Number(assessment.alert);
      }
      conversation.free();
    }
  }
  if (alerts <= 100) throw new Error('the work must be done');
  return { assess: rounded(median(times) * 1000), build: rounded(median(builds)) };
}

function rust() {
  const program = ['run', '--quiet', '--release', '--locked', '--package', 'vigie-ffi', '--example', 'median'];
  return JSON.parse(execFileSync('cargo', program, { cwd: WORKSPACE, encoding: 'utf8' })).assess;
}

function sizes(name) {
  const module = readFileSync(new URL(`../dist/${name}/vigie_bg.wasm`, import.meta.url));
  return { module: module.length, module_gzipped: gzipSync(module, { level: 9 }).length };
}

function median(values) {
  return values.sort((one, other) => one - other)[values.length >> 1];
}

function rounded(value) {
  return Math.round(value * 10) / 10;
}
