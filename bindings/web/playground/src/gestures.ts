/** Tabs as a screen reader expects them: one of them in the tab order, the arrow keys between them. */
export function listenToTabs(tabs: HTMLElement[], pick: (tab: HTMLElement) => void): void {
  const turnTo = (place: number) => {
    tabs.forEach((tab, other) => {
      tab.setAttribute('aria-selected', String(other === place));
      tab.tabIndex = other === place ? 0 : -1;
    });
    pick(tabs[place]!);
  };
  tabs.forEach((tab, place) => {
    tab.addEventListener('click', () => turnTo(place));
    tab.addEventListener('keydown', ({ key }) => {
      const count = tabs.length;
      const next = { ArrowLeft: (place + count - 1) % count, ArrowRight: (place + 1) % count, Home: 0, End: count - 1 }[key];
      if (next === undefined) return;
      turnTo(next);
      tabs[next]!.focus();
    });
  });
}

/** Files and text dropped anywhere on the page. */
export function listenToDrops(file: (file: File) => void, text: (text: string) => void): void {
  const target = document.body;
  const dragging = (on: boolean) => target.classList.toggle('dragging', on);
  target.addEventListener('dragover', (event) => {
    event.preventDefault();
    dragging(true);
  });
  target.addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) dragging(false);
  });
  target.addEventListener('drop', (event) => {
    event.preventDefault();
    dragging(false);
    const dropped = event.dataTransfer?.files[0];
    const words = event.dataTransfer?.getData('text/plain');
    if (dropped) file(dropped);
    else if (words) text(words);
  });
}
