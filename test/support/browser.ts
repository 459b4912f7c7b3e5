import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { skipWithout } from './missing.ts';

/**
 * What Chromium is called. `chromium-headless-shell`, Debian's build without windows, needs half the processor time of the
 * usual one. The Chrome that Ubuntu's users install is first: AppArmor lets it have its sandbox, but not a
 * Chromium that comes from elsewhere (https://chromium.googlesource.com/chromium/src/+/main/docs/security/apparmor-userns-restrictions.md).
 */
const NAMES = ['google-chrome', 'chromium-headless-shell', 'chromium', 'chromium-browser'];

/** Says that there is no Chromium. */
export const NO_CHROMIUM = 'Chromium is not there: apt-get install chromium-headless-shell';

/**
 * The path of a Chromium.
 * @returns `undefined` where none is on the `PATH`, so that its tests are left out; CI must not leave them out
 * @throws Error in CI
 */
export function findChromium(): string | undefined {
  return chromiumOnPath() ?? skipWithout(NO_CHROMIUM);
}

/** The path of a Chromium, if one is on the `PATH`. */
export function chromiumOnPath(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
}

/** Starts a Chromium without a window. Only root, to whom Chromium gives no sandbox, has none. */
export function startChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0 });
}

/** A page that was opened, and what it should not have done. */
export interface OpenedPage {
  readonly page: Page;
  /** Requests for anything but the file itself, messages on the console, and errors. Good pages have none. */
  readonly complaints: readonly string[];
}

/**
 * Opens a file as somebody does who got it by mail.
 * @param url of a file, with a hash where one is wanted
 */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<OpenedPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  const [file] = url.split('#');
  page.on('request', (request) => {
    if (request.url().split('#')[0] !== file) complaints.push(`asks for ${request.url()}`);
  });
  page.on('console', (message) => complaints.push(`says ${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(`throws ${error.message}`));
  page.on('dialog', (dialog) => {
    complaints.push(`opens a dialog: ${dialog.message()}`);
    return dialog.dismiss();
  });
  await page.goto(url);
  return { page, complaints };
}
