// Replays the golden conversations in a thread of its own, on a module that was compiled elsewhere.
import { parentPort, workerData } from 'node:worker_threads';
import { Detector, initSync } from 'vigie';
import { goldenConversations, hex } from './golden.mjs';

initSync(workerData.module);
const detector = new Detector();
parentPort.postMessage(goldenConversations().map(({ messages }) => hex(detector.assessBatch(null, messages).state)));
