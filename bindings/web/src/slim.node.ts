import { readFile } from 'node:fs/promises';
import { load, type ModuleSource } from './load.js';

export * from './api.js';
export * from './errors.js';
export * from './help.js';
export * from './keyring.js';
export * from './types.js';
export { initSync, memoryBytes, type ModuleSource } from './load.js';

/** Loads the WebAssembly module that lies beside this file, or the one given. Await it once before anything else. */
export function init(source?: ModuleSource): Promise<void> {
  return load(() => source ?? readFile(new URL('./vigie_bg.wasm', import.meta.url)));
}
