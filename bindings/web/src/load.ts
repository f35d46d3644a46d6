import start, { initSync as startSync } from './vigie.js';
import { VigieError } from './errors.js';

/** Where the module comes from: an address, an answer, its bytes, or the module compiled beforehand. */
export type ModuleSource = string | URL | Request | Response | BufferSource | WebAssembly.Module;

let memory: WebAssembly.Memory | undefined;
let loading: Promise<void> | undefined;

/** Loads the module once; later calls wait for the first one. After a failure the next call tries again. */
export function load(source: () => ModuleSource | Promise<ModuleSource>): Promise<void> {
  loading ??= (async () => {
    try {
      memory = (await start({ module_or_path: await source() })).memory;
    } catch (fault) {
      loading = undefined;
      throw fault;
    }
  })();
  return loading;
}

/** Loads the module at once, from its bytes or compiled beforehand: in a worker that was handed it. */
export function initSync(module: BufferSource | WebAssembly.Module): void {
  memory ??= startSync({ module }).memory;
  loading ??= Promise.resolve();
}

/** Says in plain words what was forgotten. */
export function requireLoaded(): WebAssembly.Memory {
  if (memory === undefined) {
    throw new VigieError('not_loaded', 'call `await init()` first');
  }
  return memory;
}

/** How many bytes of WebAssembly memory are held. It never shrinks. */
export function memoryBytes(): number {
  return requireLoaded().buffer.byteLength;
}
