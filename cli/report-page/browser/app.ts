import type { ComponentChildren } from 'preact';
import { h } from 'preact';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { BrokersProps } from '../components/brokers.ts';
import { Brokers } from '../components/brokers.ts';
import type { View } from '../state.ts';
import { FIRST_VIEW, formatView, parseView } from '../state.ts';
import { useIsPrinted } from './print.ts';

/** The brokers, with the view in the URL: a link leads to it, and the back button out of it. */
export function App({ report, kit }: Pick<BrokersProps, 'report' | 'kit'>): ComponentChildren {
  const [view, setView] = useState(FIRST_VIEW);
  const [arrivals, setArrivals] = useState(0);
  const isPrinted = useIsPrinted();
  const current = useRef(view);
  current.current = view;
  const onView = useCallback((change: Partial<View>) => {
    const before = current.current;
    const next = { ...before, ...change };
    current.current = next;
    setView(next);
    writeUrl(next, before);
  }, []);
  useEffect(() => {
    const read = () => {
      const asked = parseView(location.hash);
      if (asked) setView(asked);
    };
    const arrive = () => {
      read();
      if (location.hash.includes('=')) setArrivals((number) => number + 1);
    };
    const follow = (event: Event) => {
      const link = event.target instanceof Element ? event.target.closest('a[href^="#"][href*="="]') : null;
      // The URL changes after this, and not at all if it is followed again.
      if (link) setTimeout(arrive);
    };
    arrive();
    addEventListener('popstate', read);
    document.addEventListener('click', follow);
    return () => {
      removeEventListener('popstate', read);
      document.removeEventListener('click', follow);
    };
  }, []);
  useLayoutEffect(() => {
    if (arrivals > 0) showArrival();
  }, [arrivals]);
  return h(Brokers, { report, kit, view, isPrinted, onView });
}

/** A letter that is typed and a row that is opened are no steps back. */
function writeUrl(next: View, before: View): void {
  const isLike = { search: next.search, tag: next.tag, open: next.open };
  const isStep = formatView({ ...before, ...isLike }) !== formatView(next);
  // An empty hash would leave the old one.
  const url = `#${formatView(next)}`;
  if (isStep) history.pushState(null, '', url);
  else history.replaceState(null, '', url);
}

/** Brings what a link asked for into sight: an open broker, else the head of the table. */
function showArrival(): void {
  const target =
    document.querySelector<HTMLElement>('.broker-table [aria-expanded="true"]') ?? document.getElementById('brokers');
  target?.focus({ preventScroll: true });
  target?.scrollIntoView({ block: 'start' });
}
