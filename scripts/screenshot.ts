import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { renderPage } from '../cli/report-page/render.ts';
import { chromiumOnPath, NO_CHROMIUM, openPage, startChromium } from '../test/support/browser.ts';
import { PICTURED_DATA, withFixedTimes } from './pictured-report.ts';

const FOLDER = dirname(PICTURED_DATA);

const SIZE = { width: 1280, height: 800 };

/** The pictures of the README pages. */
const PICTURES = (['en', 'ja'] as const).flatMap((language) =>
  (['light', 'dark'] as const).map((colorScheme) => ({
    language,
    colorScheme,
    name: `report${colorScheme === 'dark' ? '-dark' : ''}${language === 'ja' ? '.ja' : ''}.webp`,
  })),
);

/** Makes a PNG much smaller, both in base64. */
const TO_WEBP = `async (png) => {
  const image = new Image();
  image.src = 'data:image/png;base64,' + png;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height);
  canvas.getContext('2d').drawImage(image, 0, 0);
  const blob = await canvas.convertToBlob({ type: 'image/webp', quality: 0.9 });
  return new Uint8Array(await blob.arrayBuffer()).toBase64();
}`;

const chromium = chromiumOnPath();
if (chromium === undefined) throw new Error(NO_CHROMIUM);
const folder = mkdtempSync(join(tmpdir(), 'rabbitmq-conformance-screenshot-'));
const browser = await startChromium(chromium);
try {
  const data = join(folder, 'report.json');
  execFileSync(process.execPath, ['demo/demo.ts', '--report', data], { stdio: 'ignore' });
  const report = withFixedTimes(JSON.parse(readFileSync(data, 'utf8')));
  mkdirSync(FOLDER, { recursive: true });
  for (const { language, colorScheme, name } of PICTURES) {
    const path = join(folder, `${language}.html`);
    writeFileSync(path, await renderPage(report, { language }));
    const { page } = await openPage(browser, pathToFileURL(path).href, { viewport: SIZE, colorScheme });
    const png = await page.screenshot();
    // A page of its own, which no policy keeps from showing an image.
    const canvas = await page.context().newPage();
    const webp = await canvas.evaluate<string>(`(${TO_WEBP})('${png.toString('base64')}')`);
    writeFileSync(join(FOLDER, name), Buffer.from(webp, 'base64'));
    await page.context().close();
  }
  writeFileSync(PICTURED_DATA, `${JSON.stringify(report, undefined, 1)}\n`);
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}
