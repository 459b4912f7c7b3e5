/** The steps of a runbook by their titles. */
export function stepsOf(runbook: string): ReadonlyMap<string, string> {
  const sections = runbook.split(/^## \d+\. /m).slice(1);
  return new Map(sections.map((section) => [section.slice(0, section.indexOf('\n')), section]));
}

/** All blocks of commands in a text. */
export function blocksOf(text: string): readonly string[] {
  return [...text.matchAll(/^```bash\n(.*?)^```$/gms)].map(([, code = '']) => code);
}

/** The blocks of commands of each step, without those that undo it. */
export function commandsOf(runbook: string): ReadonlyMap<string, readonly string[]> {
  return new Map([...stepsOf(runbook)].map(([title, step]) => [title, blocksOf(step.split('**To undo:**')[0] ?? '')]));
}

/** The blocks of commands that undo a step. */
export function undoOf(runbook: string, title: string): readonly string[] {
  return blocksOf(stepsOf(runbook).get(title)?.split('**To undo:**')[1] ?? '');
}

/** The function that reads all pages of a list, as the first step defines it. */
export function pagesIn(runbook: string): string {
  const [block = ''] = commandsOf(runbook).get('Connect to the old broker, and measure it') ?? [];
  return /^pages\(\) \{\n.*?^\}\n/ms.exec(block)?.[0] ?? '';
}
