import { Detector, init } from '../../../dist/full/index.js';

onmessage = async ({ data }) => {
  await init();
  postMessage(new Detector().assessBatch(null, data));
};
