import { h, hydrate } from 'preact';
import { makeKit } from '../kit.ts';
import type { PageData } from '../page-data.ts';
import { BROWSER_ID, DATA_ID } from '../page-data.ts';
import { App } from './app.ts';

const root = document.getElementById(BROWSER_ID);
const data = document.getElementById(DATA_ID)?.textContent;
if (root && data) {
  const { language, report }: PageData = JSON.parse(data);
  hydrate(h(App, { report, kit: makeKit(language) }), root);
}
