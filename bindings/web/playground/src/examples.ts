import grooming from '../../../../examples/grooming_en.jsonl?raw';
import ordinary from '../../../../examples/ordinary_en.jsonl?raw';
import sextortion from '../../../../examples/sextortion_fr.jsonl?raw';
import whatsapp from '../../../../examples/whatsapp_fr.txt?raw';
import type { Language } from './texts.js';

/** An export that comes with the page. */
export interface Example {
  id: string;
  fileName: string;
  text: string;
}

/** The chats of the repository's folder `examples/`, all of them invented. */
export const EXAMPLES: Example[] = [
  { id: 'grooming_en', fileName: 'dan_coach.jsonl', text: grooming },
  { id: 'sextortion_fr', fileName: 'lou.jsonl', text: sextortion },
  { id: 'ordinary_en', fileName: 'pool.jsonl', text: ordinary },
  { id: 'whatsapp_fr', fileName: 'Inès.txt', text: whatsapp },
];

/** What is open first. */
export const FIRST: Record<Language, string> = { en: 'grooming_en', fr: 'sextortion_fr' };
