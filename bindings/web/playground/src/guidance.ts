// The words and numbers of the help. Provisional: the core is getting words and numbers of its own, as data.

import type { AgeBand, Assessment } from './engine.js';
import type { Language } from './texts.js';

export interface Card {
  title: string;
  text: string;
  steps: { label: string; text: string }[];
  lines: { name: string; number: string; about: string }[];
  /** When the numbers were checked. */
  verified: string;
}

export interface Reader {
  audience: 'child' | 'parent';
  ageBand: AgeBand;
  easy: boolean;
  language: Language;
}

type Words = Record<string, [label: string, text: string]>;

const CHILD: Record<Language, Words> = {
  en: {
    not_your_fault: ['It is not your fault', 'Whoever threatens is the one who does wrong. This happens to many people your age.'],
    do_not_pay: ['Do not pay', 'Stop, even if you already paid. Paying does not make it end.'],
    stop_answering: ['Stop answering', 'You owe no answer. Do not delete the chat.'],
    keep_evidence: ['Keep the messages', 'Take a picture of the messages and the profile. Never of an intimate photo.'],
    tell_an_adult: ['Tell an adult you trust', 'A parent, a teacher, the school nurse. You do not have to do this alone.'],
    report: ['Report it', 'In the app, then with an adult to the police or the national service.'],
    take_down: ['Pictures can be taken down', 'There are free services. The picture itself stays on your phone.'],
    you_can_stop_answering: ['You can stop answering', 'You owe nobody an answer, also not somebody who was kind to you.'],
    do_not_meet_alone: ['Do not meet alone', 'Talk to an adult you trust first.'],
    send_no_picture: ['Send no picture', 'Who is a friend accepts a no.'],
    send_no_more: ['Send no more', 'Stop, even if you already sent something. Sending more does not make it end.'],
    block_and_report: ['Block and report', 'First keep the messages, then block.'],
    support_your_friend: ['Be there for your friend', 'Say that it is not their fault. You can look for help together.'],
    stop_and_think: ['Stop for a moment', 'What is written cannot be taken back.'],
    this_is_a_crime: ['This is against the law', 'Threatening to show pictures can have serious consequences, for you too.'],
  },
  fr: {
    not_your_fault: ['Ce n’est pas ta faute', 'C’est la personne qui menace qui est en tort. Cela arrive à beaucoup de jeunes.'],
    do_not_pay: ['Ne paie pas', 'Arrête, même si tu as déjà payé. Payer ne fait pas cesser le chantage.'],
    stop_answering: ['Arrête de répondre', 'Tu ne dois aucune réponse. N’efface pas la conversation.'],
    keep_evidence: ['Garde les messages', 'Fais une capture des messages et du profil. Jamais d’une photo intime.'],
    tell_an_adult: ['Parle à un adulte de confiance', 'Un parent, un prof, l’infirmière du collège. Tu n’as pas à rester seul avec ça.'],
    report: ['Signale', 'Dans l’appli, puis avec un adulte à la police ou au service national.'],
    take_down: ['Les photos peuvent être retirées', 'Des services gratuits existent. La photo reste sur ton téléphone.'],
    you_can_stop_answering: ['Tu peux arrêter de répondre', 'Tu ne dois de réponse à personne, même à quelqu’un qui a été gentil.'],
    do_not_meet_alone: ['N’y va pas seul', 'Parle d’abord à un adulte de confiance.'],
    send_no_picture: ['N’envoie pas de photo', 'Un ami accepte un non.'],
    send_no_more: ['N’envoie plus rien', 'Arrête, même si tu as déjà envoyé. Envoyer encore ne fait pas cesser le chantage.'],
    block_and_report: ['Bloque et signale', 'Garde d’abord les messages, puis bloque.'],
    support_your_friend: ['Sois là pour ton ami', 'Dis-lui que ce n’est pas sa faute. Vous pouvez chercher de l’aide ensemble.'],
    stop_and_think: ['Arrête-toi un instant', 'Ce qui est écrit ne se reprend pas.'],
    this_is_a_crime: ['La loi l’interdit', 'Menacer de montrer des photos peut avoir des suites graves, pour toi aussi.'],
  },
};

const PARENT: Record<Language, Card['steps']> = {
  en: [
    { label: 'Stay calm', text: 'Your child needs you on their side. Listen first.' },
    { label: 'Do not blame, do not punish', text: 'Do not take the phone away first: fear of that keeps children silent.' },
    { label: 'Do not contact the other person', text: 'Do not pay and do not answer in your child’s place.' },
    { label: 'Keep the evidence, then report', text: 'Messages and profile, never an intimate picture.' },
  ],
  fr: [
    { label: 'Restez calme', text: 'Votre enfant a besoin de vous à ses côtés. Écoutez d’abord.' },
    { label: 'Ni reproche ni punition', text: 'Ne confisquez pas d’abord le téléphone : cette peur fait taire les enfants.' },
    { label: 'Ne contactez pas l’autre personne', text: 'Ne payez pas, ne répondez pas à la place de votre enfant.' },
    { label: 'Gardez les preuves, puis signalez', text: 'Les messages et le profil, jamais une photo intime.' },
  ],
};

const OPENING: Record<Language, Record<Reader['audience'], [title: string, text: string]>> = {
  en: {
    child: ['You can get help', 'Something in this chat is not right. One step at a time.'],
    parent: ['Help was shown to your child', 'They may be under pressure in a chat. What they wrote stays theirs.'],
  },
  fr: {
    child: ['On peut t’aider', 'Quelque chose ne va pas dans cette conversation. Une étape à la fois.'],
    parent: ['L’aide s’est affichée chez votre enfant', 'Il est peut-être sous pression dans une conversation. Ce qu’il a écrit reste à lui.'],
  },
};

/** The help numbers of the README. */
const LINES: Record<Language, Card['lines']> = {
  en: [{ name: 'Childline', number: '0800 1111', about: 'free, day and night' }],
  fr: [{ name: '3018', number: '3018', about: 'gratuit, anonyme, 7 j/7, 9 h–23 h' }],
};

/** What to show while an assessment is alerting; undefined when there is nothing to show. */
export function cardFor(assessment: Assessment, reader: Reader): Card | undefined {
  if (assessment.advice.length === 0) return undefined;
  const { language, audience } = reader;
  const [title, text] = OPENING[language][audience];
  const own = assessment.advice.flatMap((key) => {
    const words = CHILD[language][key];
    return words ? [{ label: words[0], text: words[1] }] : [];
  });
  const steps = audience === 'parent' ? PARENT[language] : own;
  return { title, text, steps, lines: LINES[language], verified: '2026-11-21' };
}
