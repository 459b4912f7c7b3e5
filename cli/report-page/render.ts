import { createHash } from 'node:crypto';
import { h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { OrganizationReport } from '../organization-report/report.ts';
import { readAssets } from './assets.ts';
import { Page } from './components/page.ts';
import { makeKit } from './kit.ts';
import { DATA_ID, makePageData, scriptJson } from './page-data.ts';
import type { LanguageName } from './words/words.ts';

/**
 * Renders a report as a page: one HTML file that needs nothing else, and that a browser lets do nothing else. It has its
 * numbers, pictures and first brokers without a script too.
 */
export async function renderPage(
  report: OrganizationReport,
  { language }: { readonly language: LanguageName },
): Promise<string> {
  const { script, style } = await readAssets();
  const kit = makeKit(language);
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const body = renderToString(h(Page, { report, kit }));
  return `<!doctype html>
<html lang="${language}">
<head>
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${kit.words.title}</title>
<style>${style}</style>
</head>
<body>
${body}
<script type="application/json" id="${DATA_ID}">${scriptJson(makePageData(report, language))}</script>
<script>${script}</script>
</body>
</html>
`;
}

/** The source of an inline script or style in a Content Security Policy: https://www.w3.org/TR/CSP3/#grammardef-hash-source */
function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
