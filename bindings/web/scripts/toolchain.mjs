// Finds what builds a WebAssembly module: the ordinary rustup target first, a distribution's compiler second.
import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const TARGET = 'wasm32-unknown-unknown';

/** What cargo is to be called with: `{ arguments, environment, what }`; undefined when no compiler can do it. */
export function findToolchain(environment = process.env) {
  const compilers = environment.VIGIE_WASM_RUSTC ? [environment.VIGIE_WASM_RUSTC] : onPath(/^rustc$/);
  const known = compilers.map((rustc) => ({ rustc, sysroot: sysroot(rustc) })).filter(({ sysroot }) => sysroot);
  const ready = known.find(({ sysroot }) => existsSync(join(sysroot, 'lib/rustlib', TARGET, 'lib')));
  if (ready) {
    return { arguments: [], environment: { RUSTC: ready.rustc }, what: `${ready.rustc} with the target ${TARGET}` };
  }
  // Debian's rust-web-src and the like: the standard library's sources lie beside the compiler, and are built too.
  const linker = environment.VIGIE_WASM_LD ?? onPath(/^wasm-ld(-\d+)?$/).at(-1);
  const sources = known.find(({ sysroot }) => existsSync(join(sysroot, 'lib/rustlib/src/rust/library')));
  if (sources && linker) {
    return {
      arguments: ['-Zbuild-std=std,panic_abort'],
      environment: {
        RUSTC: sources.rustc,
        RUSTC_BOOTSTRAP: '1',
        CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER: linker,
      },
      what: `${sources.rustc} and ${linker}, building the standard library`,
    };
  }
  return undefined;
}

/** Every program on PATH whose name fits. */
export function onPath(name) {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => existsSync(folder));
  return [...new Set(folders)].flatMap((folder) =>
    readdirSync(folder)
      .filter((file) => name.test(file.replace(/\.exe$/, '')))
      .map((file) => join(folder, file))
      .filter(isExecutable),
  );
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function sysroot(rustc) {
  try {
    return execFileSync(rustc, ['--print', 'sysroot'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}
