export * from './slim.node.js';
export * from './records.js';
