import '@fontsource-variable/atkinson-hyperlegible-next/wght.css';
import './style/all.css';
import { chart, threats } from './chart.js';
import { byId, h } from './dom.js';
import { acknowledge, assessAll, assessDraft, assessNext, helpIsShown, read, start, type AgeBand, type Chat, type ExportedMessage } from './engine.js';
import { EXAMPLES, FIRST } from './examples.js';
import { listenToDrops, listenToTabs } from './gestures.js';
import { bandOf, helpPanel } from './help.js';
import { TEXTS, type Language } from './texts.js';
import { entry } from './transcript.js';

/** The one state of the page; `show…` draws it. */
const state = {
  language: (navigator.language.startsWith('fr') ? 'fr' : 'en') as Language,
  chat: { messages: [], assessments: [], acknowledged: new Set() } as Chat,
  /** The message that chart and help are about. */
  selected: 0,
  ageBand: 'teen13to15' as AgeBand,
  /** What the reader chose: chats that tell no age are read with it. */
  chosenBand: 'teen13to15' as AgeBand,
  audience: 'child' as 'child' | 'parent',
  easy: false,
  step: 0,
  playing: 0,
  notice: '',
  /** The export that is open, to read it anew when somebody else is named as the child. */
  open: undefined as { bytes: Uint8Array; fileName: string | undefined } | undefined,
  example: '',
};

const texts = () => TEXTS[state.language];
const select = (id: string) => byId<HTMLSelectElement>(id);
const CALM = matchMedia('(prefers-reduced-motion: reduce)');
/** Milliseconds a message when a chat is played. */
const PACE = 700;

// ── Opening a chat ──────────────────────────────────────────────────────────────────────────────

/** Opens an export; says so when it is none. */
async function openExport(bytes: Uint8Array, fileName?: string): Promise<void> {
  try {
    const found = read(bytes, fileName);
    state.open = { bytes, fileName };
    const owner = found.messages.find(({ role }) => role === 'protected');
    setAge(owner?.age === undefined ? state.chosenBand : bandOf(owner.age));
    await openChat(found.messages, owner?.sender ?? '');
    const alerts = state.chat.assessments.filter(({ alert }) => alert).length;
    notice(texts().assessed(found.messages.length, alerts), found.problems.length && texts().notRead(found.problems.length));
  } catch {
    notice(texts().unreadable);
  }
}

async function openChat(messages: ExportedMessage[], child: string): Promise<void> {
  stop();
  byId('hold').hidden = true;
  // The preset decides, so that it can be tried: an age told in the chat would outweigh it.
  state.chat = { messages: messages.map(({ age: _, ...message }) => message), assessments: [], acknowledged: new Set() };
  nameChild(child);
  await assess();
}

/** The role of everybody follows from who the child is. */
function nameChild(child: string): void {
  const { messages } = state.chat;
  for (const message of messages) {
    message.role = child === '' ? 'unknown' : message.sender === child ? 'protected' : 'contact';
  }
  const senders = [...new Set(messages.map(({ sender }) => sender))].slice(0, 200);
  const options = senders.map((name) => h('option', { value: name }, name));
  select('protected').replaceChildren(h('option', { value: '' }, texts().nobody), ...options);
  select('protected').value = child;
  select('protected').disabled = senders.length === 0;
}

async function assess(): Promise<void> {
  await assessAll(state.chat, state.ageBand);
  choose(state.chat.messages.length - 1);
  showTranscript();
}

async function openExample(id: string): Promise<void> {
  state.example = id;
  const example = EXAMPLES.find((one) => one.id === id);
  if (example) {
    await openExport(new TextEncoder().encode(example.text), example.fileName);
    if (id === 'whatsapp_fr') {
      nameChild('Inès');
      await assess();
    }
  } else if (id === 'blank') {
    state.open = undefined;
    setAge(state.chosenBand);
    await openChat([], '');
    notice('');
    byId('typed').focus();
  }
  byId<HTMLSelectElement>('example').value = id;
}

function setAge(band: AgeBand): void {
  state.ageBand = band;
  select('age').value = band;
}

// ── Writing ─────────────────────────────────────────────────────────────────────────────────────

/** A message that somebody typed, from the one who last wrote in that role. */
function typedMessage(text: string, role: 'protected' | 'contact'): ExportedMessage {
  const { messages } = state.chat;
  const known = messages.findLast((message) => message.role === role);
  const sender = known?.sender ?? texts().page[role === 'contact' ? 'asContact' : 'asChild']!;
  const last = messages.at(-1);
  // A moment later in the chat's own time: traces fade, and those of an old chat would be gone today.
  const sentAt = last?.sentAt === undefined ? Date.now() : last.sentAt + 30_000;
  return { conversation: last?.conversation ?? '', sender, role, text, sentAt };
}

/** Asks the child first where that is due, and otherwise writes. */
function send(): void {
  const typed = byId<HTMLInputElement>('typed');
  if (!typed.value.trim()) return;
  const role = new FormData(byId<HTMLFormElement>('composer')).get('as') as 'protected' | 'contact';
  const message = typedMessage(typed.value, role);
  const draft = role === 'protected' ? assessDraft(message) : undefined;
  if (draft?.hold) {
    byId('hold-title').textContent = texts().hold(draft.contents.map(({ kind }) => kind));
    byId('hold-why').replaceChildren(...draft.reasons.map((reason) => h('li', { class: 'worry' }, reason)));
    byId('hold').hidden = false;
    byId('hold').focus();
  } else write(message);
}

function write(message: ExportedMessage): void {
  const { chat } = state;
  byId('hold').hidden = true;
  byId<HTMLInputElement>('typed').value = '';
  byId('typed').focus();
  const assessment = assessNext(chat, message);
  const { sender, role } = message;
  if (![...select('protected').options].some(({ value }) => value === sender)) {
    select('protected').append(h('option', { value: sender }, sender));
    select('protected').disabled = false;
  }
  if (role === 'protected') select('protected').value = sender;
  choose(chat.messages.length - 1);
  showTranscript();
  if (assessment.alert) announce(texts().alerted(assessment.leadingThreat));
  else notice(texts().levels[assessment.level]);
}

// ── Looking at a message ────────────────────────────────────────────────────────────────────────

/** Makes a message the one that chart and help are about. */
function choose(index: number): void {
  const before = helpMoment();
  state.selected = Math.max(0, Math.min(index, state.chat.messages.length - 1));
  if (helpMoment() !== before) state.step = 0;
  showRisk();
  showHelp();
  markSelected();
}

/** The alert whose help is on the screen at the message looked at. */
function helpMoment(): number {
  if (!helpIsShown(state.chat, state.selected)) return -1;
  return state.chat.assessments.slice(0, state.selected + 1).findLastIndex(({ alert }) => alert);
}

function markSelected(): void {
  const list = byId('transcript');
  list.querySelector('[aria-current]')?.removeAttribute('aria-current');
  const item = list.querySelector<HTMLElement>(`[data-index="${state.selected}"]`);
  item?.setAttribute('aria-current', 'true');
  if (item) {
    const box = byId('scroll');
    const top = item.offsetTop - box.offsetTop;
    const below = top + item.offsetHeight + 16 - box.clientHeight;
    if (top < box.scrollTop || below > box.scrollTop) {
      box.scrollTo({ top: below, behavior: CALM.matches ? 'auto' : 'smooth' });
    }
  }
}

function play(): void {
  if (state.playing) return stop();
  if (state.selected >= state.chat.messages.length - 1) choose(0);
  state.playing = window.setInterval(() => {
    choose(state.selected + 1);
    const assessment = state.chat.assessments[state.selected];
    if (assessment?.alert) announce(texts().alerted(assessment.leadingThreat));
    if (state.selected >= state.chat.messages.length - 1) stop();
  }, PACE);
  showRisk();
}

function stop(): void {
  clearInterval(state.playing);
  state.playing = 0;
  showRisk();
}

// ── Drawing ─────────────────────────────────────────────────────────────────────────────────────

function showTexts(): void {
  const { page, examples } = texts();
  document.documentElement.lang = state.language;
  document.title = page.title ?? '';
  select('language').value = state.language;
  for (const element of document.querySelectorAll<HTMLElement>('[data-text]')) element.textContent = page[element.dataset.text!] ?? '';
  for (const element of document.querySelectorAll<HTMLElement>('[data-label]')) element.setAttribute('aria-label', page[element.dataset.label!] ?? '');
  for (const element of document.querySelectorAll<HTMLInputElement>('[data-placeholder]')) element.placeholder = page[element.dataset.placeholder!] ?? '';
  const names = [...EXAMPLES.map(({ id }) => id), 'blank', 'own'];
  const options = names.map((id) => h('option', { value: id, hidden: id === 'own' }, examples[id]));
  select('example').replaceChildren(...options);
  select('example').value = state.example;
  const unnamed = select('protected').options[0];
  if (unnamed) unnamed.textContent = texts().nobody;
}

/** A chat longer than this shows its last part: the page stays quick on a phone. */
const MOST_SHOWN = 3_000;

function showTranscript(): void {
  const { messages, assessments, acknowledged } = state.chat;
  const from = Math.max(0, messages.length - MOST_SHOWN);
  const items = messages.slice(from).map((message, place) => entry(message, assessments[from + place], from + place, acknowledged.has(from + place), texts()));
  byId('transcript').replaceChildren(...items);
  markSelected();
}

function showRisk(): void {
  const { assessments, messages } = state.chat;
  byId('chart').replaceChildren(chart(assessments, state.selected, byId('chart').clientWidth, texts()));
  const open = byId('threats').querySelector('details')?.open ?? false;
  byId('threats').replaceChildren(threats(assessments[state.selected], open, texts()));
  const step = byId<HTMLInputElement>('step');
  step.max = String(Math.max(1, messages.length));
  step.value = String(state.selected + 1);
  step.disabled = messages.length < 2;
  step.setAttribute('aria-valuetext', texts().where(state.selected + 1, messages.length));
  byId('where').textContent = messages.length ? texts().where(state.selected + 1, messages.length) : '';
  const button = byId<HTMLButtonElement>('play');
  button.textContent = state.playing ? texts().pause : texts().play;
  button.disabled = messages.length < 2;
}

function showHelp(): void {
  const { chat, selected, ageBand, audience, easy, language, step } = state;
  const reader = { audience, ageBand, easy, language };
  const panel = helpPanel(
    { assessment: chat.assessments[selected], shown: helpIsShown(chat, selected), reader, step, canAcknowledge: selected === chat.messages.length - 1 },
    texts(),
    {
      step(to) {
        state.step = to;
        showHelp();
        byId('help-step').focus();
      },
      acknowledge() {
        acknowledge(chat);
        showHelp();
        showTranscript();
        byId('panel').focus();
      },
    },
  );
  byId('panel').replaceChildren(panel);
}

function showAll(): void {
  showTexts();
  showRisk();
  showHelp();
  showTranscript();
}

function notice(...parts: (string | 0)[]): void {
  byId('notice').textContent = parts.filter(Boolean).join(' ');
}

function announce(text: string): void {
  notice(text);
  byId('alert').textContent = text;
}

// ── Events ──────────────────────────────────────────────────────────────────────────────────────

function listen(): void {
  select('language').addEventListener('change', () => {
    state.language = select('language').value as Language;
    byId('notice').textContent = '';
    showAll();
  });
  byId('theme').addEventListener('click', () => setTheme(document.documentElement.dataset.theme !== 'dark'));
  select('example').addEventListener('change', () => void openExample(select('example').value));
  byId('open').addEventListener('click', () => byId('file').click());
  byId('file').addEventListener('change', () => {
    const files = byId<HTMLInputElement>('file');
    if (files.files?.[0]) void openFile(files.files[0]);
    files.value = '';
  });
  byId('paste').addEventListener('click', () => showPaste(byId('paste-form').hasAttribute('hidden')));
  byId('paste-form').addEventListener('submit', (event) => {
    event.preventDefault();
    showPaste(false);
    openText(byId<HTMLTextAreaElement>('paste-text').value.trimStart());
  });
  select('protected').addEventListener('change', () => {
    nameChild(select('protected').value);
    void assess();
  });
  select('age').addEventListener('change', () => {
    state.chosenBand = select('age').value as AgeBand;
    setAge(state.chosenBand);
    void assess();
  });
  byId('easy').addEventListener('change', (event) => {
    state.easy = (event.target as HTMLInputElement).checked;
    showHelp();
  });
  byId('step').addEventListener('input', () => {
    const index = byId<HTMLInputElement>('step').valueAsNumber - 1;
    stop();
    choose(index);
  });
  byId('play').addEventListener('click', play);
  byId('transcript').addEventListener('click', (event) => {
    const item = (event.target as Element).closest<HTMLElement>('[data-index]');
    if (item) choose(Number(item.dataset.index));
  });
  byId('composer').addEventListener('submit', (event) => {
    event.preventDefault();
    send();
  });
  byId('hold-send').addEventListener('click', () => write(typedMessage(byId<HTMLInputElement>('typed').value, 'protected')));
  byId('hold-keep').addEventListener('click', () => {
    byId('hold').hidden = true;
    byId('typed').focus();
  });
  new ResizeObserver(showRisk).observe(byId('chart'));
  listenToTabs([byId('tab-child'), byId('tab-parent')], (tab) => {
    state.audience = tab === byId('tab-child') ? 'child' : 'parent';
    byId('panel').setAttribute('aria-labelledby', tab.id);
    showHelp();
  });
  listenToDrops((file) => void openFile(file), openText);
}

async function openFile(file: File): Promise<void> {
  markOwn();
  await openExport(new Uint8Array(await file.arrayBuffer()), file.name);
}

function openText(text: string): void {
  markOwn();
  void openExport(new TextEncoder().encode(text));
}

function markOwn(): void {
  state.example = 'own';
  select('example').value = 'own';
}

function showPaste(on: boolean): void {
  byId('paste-form').hidden = !on;
  byId('paste').setAttribute('aria-expanded', String(on));
  if (on) byId('paste-text').focus();
}

function setTheme(dark: boolean): void {
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
  byId('theme').setAttribute('aria-pressed', String(dark));
}

const { engine, model } = await start();
setTheme(matchMedia('(prefers-color-scheme: dark)').matches);
showTexts();
listen();
byId('versions').textContent = texts().versions(engine, model);
await openExample(FIRST[state.language]);
document.documentElement.dataset.ready = 'true';
