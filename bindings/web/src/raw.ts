/** What a wrapper holds. Private to the package, and not in its types: an app has no use for it. */
export const raw = Symbol('raw');
