export * from './slim.js';
export * from './records.js';
